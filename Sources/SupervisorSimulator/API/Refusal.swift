import HTTPServing
import JSON

/// An answer of the Supervisor that says no, in its words.
struct Refusal: Error, Sendable {
    let response: HTTPResponse

    /// Of the API itself: `{"result": "error", "message": ...}`.
    init(_ message: String, status: Int = 400, job: String? = nil) {
        var members: [String: JSON] = ["result": "error", "message": .string(message)]
        if let job { members["job_id"] = .string(job) }
        response = .json(.object(members), status: status)
    }

    /// Of the web server in front of it: plain text.
    init(plain status: Int) {
        response = .text("\(status): \(HTTPStatus.phrase(status))", status: status)
    }

    /// A condition of a job that does not hold (`jobs/decorator.py`).
    static func blocked(_ method: String, _ reason: String) -> Refusal {
        Refusal("'BackupManager.\(method)' blocked from execution, \(reason)")
    }

    static let noBackup = Refusal("Backup does not exist", status: 404)
}
