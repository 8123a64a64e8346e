import HTTP
import JSON
import Pipe

/// Home Assistant's Supervisor for one job on one thread: every call blocks and ends early when the job's cancellation
/// comes.
///
/// Making one is cheap. What may be asked twice is asked until it succeeds or patience ends; the start of a backup and a
/// freeze are asked once. Only calls are made that the role `backup` allows: `/info`, anything that ends in `/info`, and
/// `/backups` (`api/middleware/security.py`).
package final class SupervisorClient {
    package let settings: SupervisorSettings
    package let cancellation: Cancellation
    private let http: HTTPClient

    package init(_ settings: SupervisorSettings, cancellation: Cancellation) {
        self.settings = settings
        self.cancellation = cancellation
        http = HTTPClient(settings.http)
    }

    /// A request that may be made twice, and the data of its answer.
    func get(_ path: String) throws(SupervisorError) -> JSON {
        try call("GET", path)
    }

    /// A request that may be made twice, attempted until it succeeds or patience ends.
    /// - Parameters:
    ///   - policy: nil for that of requests.
    ///   - passes: whether an error goes away by itself.
    ///   - again: told why, before each attempt but the first.
    func call(
        _ method: String, _ path: String, _ body: JSON? = nil, policy: Backoff.Policy? = nil,
        passes: (SupervisorError) -> Bool = { $0.isTransient }, again: (SupervisorError) -> Void = { _ in }
    ) throws(SupervisorError) -> JSON {
        var backoff = Backoff(policy ?? settings.requestBackoff)
        while true {
            do throws(SupervisorError) {
                return try once(method, path, body)
            } catch {
                try wait(after: error, passes: passes(error), &backoff)
                again(error)
            }
        }
    }

    /// A request that is made once, and the data of its answer.
    func once(_ method: String, _ path: String, _ body: JSON? = nil) throws(SupervisorError) -> JSON {
        var request = HTTPRequest(method, settings.url + path)
        if let body {
            request.headers = [("Content-Type", "application/json")]
            request.body = .bytes(body.text)
        }
        return try SupervisorAnswer(send(request)).value()
    }

    /// One request with the token, and its answer whatever the status.
    func send(_ request: HTTPRequest, receive: HTTPClient.Receiver? = nil) throws(SupervisorError) -> HTTPResponse {
        var request = request
        request.headers.append(("Authorization", "Bearer \(settings.token)"))
        do {
            return try http.request(request, cancellation: cancellation, receive: receive)
        } catch {
            throw SupervisorError(error)
        }
    }

    /// Sleeps as the back-off wants it.
    /// - Throws: the error itself when it does not pass or patience is at its end; `cancelled`.
    func wait(
        after error: SupervisorError, passes: Bool, _ backoff: inout Backoff
    ) throws(SupervisorError) {
        guard passes, let pause = backoff.failed(at: secondsNow()) else { throw error }
        settings.willRetry(error, pause)
        guard cancellation.sleep(seconds: pause) else { throw .cancelled }
    }
}
