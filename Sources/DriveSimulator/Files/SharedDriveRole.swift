/// What an account may do on a shared drive.
package enum SharedDriveRole: Sendable {
    /// Everything.
    case manager
    /// Add and change files, but delete none for good.
    case contributor
}
