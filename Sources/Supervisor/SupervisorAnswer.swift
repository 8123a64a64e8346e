import HTTP
import JSON

/// What the Supervisor said: `{"result": "ok", "data": ...}` or `{"result": "error", "message": ...}`.
///
/// Source: `api/utils.py` of the Supervisor. What is wrong with the token has no envelope: it is plain text.
package struct SupervisorAnswer: Sendable, Equatable {
    package var status: Int
    /// Of an error, as the Supervisor words it, made fit for one line of a log.
    package var message = ""
    /// Of an error that has one: stable, for machines.
    package var errorKey: String?
    /// Of a success.
    package var data = JSON.null
    private var isOK = false

    init(_ response: HTTPResponse) {
        status = response.status
        guard let body = try? JSON(parsing: response.body), case .object = body else { return }
        isOK = response.isSuccess && body["result"]?.string == "ok"
        message = Self.oneLine(body["message"]?.string ?? "")
        errorKey = body["error_key"]?.string.map(Self.oneLine)
        data = body["data"] ?? .null
    }

    /// The data of a success.
    func value() throws(SupervisorError) -> JSON {
        guard isOK else { throw SupervisorError(self) }
        return data
    }

    /// Text of the other side: without control characters, and no longer than a person reads.
    static func oneLine(_ text: String) -> String {
        let words = text.prefix(2000).split { $0.isWhitespace || $0.unicodeScalars.contains { $0.value < 0x20 } }
        return String(words.joined(separator: " ").prefix(500))
    }
}

extension SupervisorAnswer: CustomStringConvertible {
    package var description: String {
        message.isEmpty ? "HTTP \(status)" : "HTTP \(status): \(message)"
    }
}
