import JSON

/// A request that was handled, for tests to look at.
package struct RecordedRequest: Sendable, Equatable {
    package let method: String
    package let path: String
    /// Null when there was none.
    package let body: JSON
    package let range: String?
    /// Nil when the connection was reset in place of an answer.
    package let status: Int?

    /// `POST /backups/thaw`
    package var line: String { "\(method) \(path)" }
}
