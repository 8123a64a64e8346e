/// What the simulated user does with a device code.
package enum DeviceApproval: Sendable, Equatable {
    /// Consents after this many polls were told to wait.
    case afterPolls(Int)
    case denied
}
