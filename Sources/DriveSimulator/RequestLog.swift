import Synchronization

/// One handled request, for tests to look at.
package struct RecordedRequest: Sendable, Equatable {
    package let method: String
    /// Without the query, without a trailing slash.
    package let path: String
    package let query: [String: String]
    package let kind: RequestKind
    package let contentRange: String?
    /// Body bytes that were read.
    package let received: Int64
    /// Nil when the connection was cut in place of an answer.
    package let status: Int?
}

/// The last requests, oldest first.
final class RequestLog: Sendable {
    /// Most entries kept.
    private static let capacity = 20_000

    private let entries = Mutex<[RecordedRequest]>([])
    private let received = Mutex<Int64>(0)

    func add(_ entry: RecordedRequest) {
        received.withLock { $0 += entry.received }
        entries.withLock { entries in
            if entries.count >= Self.capacity { entries.removeFirst(Self.capacity / 2) }
            entries.append(entry)
        }
    }

    var requests: [RecordedRequest] { entries.withLock { $0 } }

    /// Body bytes of all requests so far.
    var bytesReceived: Int64 { received.withLock { $0 } }
}
