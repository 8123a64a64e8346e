import FoundationEssentials
import Logging

/// A log that also hands its lines to somebody else.
struct LogMirror: LogHandler {
    private var handler: any LogHandler
    private let lowest: Logger.Level
    private let offer: @Sendable (LogLine) -> Void

    /// - Parameters:
    ///   - handler: the log itself; it gets the lines of its own level.
    ///   - lowest: the level from which on lines are handed over.
    init(_ handler: any LogHandler, from lowest: Logger.Level, offer: @escaping @Sendable (LogLine) -> Void) {
        self.handler = handler
        self.lowest = lowest
        self.offer = offer
    }

    var metadata: Logger.Metadata {
        get { handler.metadata }
        set { handler.metadata = newValue }
    }

    var logLevel: Logger.Level {
        get { min(handler.logLevel, lowest) }
        set { handler.logLevel = newValue }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { handler[metadataKey: key] }
        set { handler[metadataKey: key] = newValue }
    }

    func log(event: LogEvent) {
        if event.level >= handler.logLevel { handler.log(event: event) }
        guard event.level >= lowest else { return }
        let facts = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        let text = ([event.message.description] + facts).joined(separator: " ")
        offer(LogLine(at: Date(), level: event.level, message: text))
    }
}
