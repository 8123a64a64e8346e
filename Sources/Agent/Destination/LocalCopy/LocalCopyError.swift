import Pipe

/// Why a backup failed whose copy is required.
struct LocalCopyError: ExplainedError, Equatable {
    let folder: String
    let reason: String

    var code: String { "copy_failed" }

    var description: String {
        "The copy in \(folder) failed, and tee_required says that there is no backup without it. \(reason)"
    }
}
