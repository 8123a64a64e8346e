import Logging
import Synchronization

/// A log whose lines, of every level, stay for a test to look at.
struct LogLines: LogHandler {
    private final class Lines: Sendable {
        let texts = Mutex<[String]>([])
    }

    private let lines = Lines()
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    var all: [String] { lines.texts.withLock { $0 } }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        lines.texts.withLock { $0.append("\(event.message) \(event.metadata ?? [:])") }
    }
}
