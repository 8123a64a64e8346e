/// What the simulated user does with a device code.
package enum DeviceApproval: Sendable, Equatable {
    /// Consents after this many polls were told to wait.
    case afterPolls(Int)
    case denied
    /// Does nothing until `POST /_simulator/device/approve` or `deny` comes, which decides in the other cases too.
    case byHand
    /// Has an account of another organisation than the one that the client is for.
    case orgInternal
    /// Has an account whose administrator forbids it.
    case policyEnforced
}
