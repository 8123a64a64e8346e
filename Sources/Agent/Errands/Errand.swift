/// A short piece of work at the destination that needs no job of its own: it runs beside one.
package enum Errand: Sendable, Equatable {
    case pin(BackupTarget, note: String?)
    case unpin(BackupTarget)
    /// Look anew at what is at the destination, how full it is, and who we are there.
    case refresh
}
