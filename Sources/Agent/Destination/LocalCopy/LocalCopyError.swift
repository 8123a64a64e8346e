import Pipe

/// Why a backup failed whose copy is required.
struct LocalCopyError: ExplainedError, Equatable {
    let folder: String
    let reason: String
    /// What has the backup all the same, in the middle of a sentence; nil when nothing has it.
    var stored: String?

    var code: String { "copy_failed" }

    var description: String {
        let failure = "The copy in \(folder) failed, and tee_required says that there is no backup without it."
        return stored.map { "\(failure) The backup itself is in \($0), whole and verified. \(reason)" }
            ?? "\(failure) \(reason)"
    }
}
