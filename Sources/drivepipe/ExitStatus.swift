import ArgumentParser

/// How the program ends, for scripts.
enum ExitStatus: Int32 {
    case done = 0
    case failed = 1
    /// Wrong usage or configuration.
    case usage = 2
    /// Done, but something is missing from the backup.
    case warnings = 3
    case cancelled = 130

    /// To be thrown out of a command's `run()`.
    var error: ExitCode { ExitCode(rawValue) }
}
