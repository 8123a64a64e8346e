import FoundationEssentials
import JSON
import Logging

/// A line of the log, as the topic `log` has it.
package struct LogLine: Sendable, Equatable {
    package var at: Date
    package var level: Logger.Level
    package var message: String

    /// Bytes; the rest of a longer line is left out.
    private static let longestMessage = 1_000

    package init(at: Date, level: Logger.Level, message: String) {
        self.at = at
        self.level = level
        self.message = message.printable.cut(toBytes: Self.longestMessage)
    }

    package var payload: JSON {
        ["at": .string(at.payloadText), "level": .string(level.rawValue), "message": .string(message)]
    }
}
