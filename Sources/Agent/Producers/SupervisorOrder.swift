/// Which backup is wanted of the Supervisor.
package enum SupervisorOrder: Sendable, Equatable {
    case direct, apps, classic
    /// One that lies on the local disk, by its slug of eight hexadecimal digits.
    case existing(String)
    /// All that lie there and are not at the destination yet.
    case missing
}
