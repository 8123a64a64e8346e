import Pipe

/// What became of a program whose output went out in frames.
enum FramedEnd: Sendable {
    /// With its exit code; only for 0 the stream is a whole.
    case exited(Int32)
    case killed(signal: Int32)
    case notStarted(SystemError)
    /// Nobody read any more, and the program was ended.
    case readerGone
    case interrupted
    case noOutput(FrameOutputError)
    case failed(String)

    /// As shells have it.
    var exitCode: Int32 {
        switch self {
        case .exited(let code): code
        case .killed(let signal): 128 + signal
        case .notStarted(let error): error.isMissingFile ? 127 : 126
        case .readerGone, .failed: ExitStatus.failed.rawValue
        case .noOutput(let error): error.isUsage ? ExitStatus.usage.rawValue : ExitStatus.failed.rawValue
        case .interrupted: ExitStatus.cancelled.rawValue
        }
    }

    /// Nil when there is nothing to be told.
    func sentence(_ program: String) -> String? {
        switch self {
        case .exited(0): nil
        case .exited(let code): "\(program) ended with exit code \(code): the backup is cancelled."
        case .killed(let signal): "\(program) was killed by signal \(signal): the backup is cancelled."
        case .notStarted(let error): "\(program) cannot be started: \(error). The backup is cancelled."
        case .readerGone:
            "The reader of the pipe has gone, so \(program) was ended. DrivePipe's log says why the backup stopped."
        case .interrupted: "Interrupted: the backup is cancelled."
        case .noOutput(let error): error.description
        case .failed(let reason): "The backup is cancelled: \(reason)."
        }
    }
}

extension SystemError {
    fileprivate var isMissingFile: Bool { number == 2 }
}
