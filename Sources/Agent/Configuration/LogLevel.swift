import Logging

/// From which level on lines of the log are published on the topic `log`.
package enum LogLevel: String, Sendable, Hashable, CaseIterable {
    case off, error, warning, info, debug

    /// Nil: none is.
    var lowest: Logger.Level? {
        switch self {
        case .off: nil
        case .error: .error
        case .warning: .warning
        case .info: .info
        case .debug: .debug
        }
    }
}
