/// How far a restore is, told on its thread.
package enum RestoreProgress: Sendable, Equatable {
    /// Bytes fetched of the backup so far, about once a MiB.
    case read(bytes: Int64)
    /// The entry that is restored now, and how many came before it.
    case item(String, entriesDone: Int)
}
