import FoundationEssentials
import HTTP
import Pipe

/// Google Drive for one job on one thread: every call blocks and ends early when the job's cancellation comes.
///
/// Making one is cheap. All requests pass through `send`, which carries the access token and renews it once when it is
/// refused, and almost all through `call`, which also sits out what is transient.
package final class DriveClient {
    package let settings: DriveSettings
    package let cancellation: Cancellation
    let token: AccessToken
    private let http: HTTPClient

    package init(_ settings: DriveSettings, token: AccessToken, cancellation: Cancellation) {
        self.settings = settings
        self.token = token
        self.cancellation = cancellation
        http = HTTPClient(settings.http)
    }

    /// The address of a metadata request: `drive/v3/<path>?<fields>`.
    func address(_ path: String, _ fields: [(String, String)] = []) -> String {
        "\(settings.apiURL)/drive/v3/\(path)?\(formEncoded(fields + [("supportsAllDrives", "true")]))"
    }

    /// One request with authorisation, and its answer whatever the status; after a 401 once more with a new token.
    /// - Parameters:
    ///   - limit: when not nil, the request is part of tidying up: it takes no more seconds than this and does not
    ///     listen to the job's cancellation, which may be the reason for it.
    func send(
        _ request: HTTPRequest, within limit: Double? = nil, sent: (Int64) -> Void = { _ in },
        receive: HTTPClient.Receiver? = nil
    ) throws(DriveError) -> HTTPResponse {
        let cancellation = limit == nil ? self.cancellation : Cancellation()
        var request = request
        request.timeLimit = limit
        // An upload session may live on another host than the one the token is meant for, and does without it.
        let isOurs = request.url.hasPrefix(settings.apiURL + "/")
        let bearer = try token.value(by: http, cancellation: cancellation, timeLimit: limit)
        let plainHeaders = request.headers
        if isOurs { request.headers = plainHeaders + [("Authorization", "Bearer \(bearer)")] }
        let response = try exchange(request, cancellation, sent: sent, receive: receive)
        guard response.status == 401, isOurs else { return response }
        let renewed = try token.value(by: http, cancellation: cancellation, replacing: bearer, timeLimit: limit)
        request.headers = plainHeaders + [("Authorization", "Bearer \(renewed)")]
        return try exchange(request, cancellation, sent: sent, receive: receive)
    }

    private func exchange(
        _ request: HTTPRequest, _ cancellation: Cancellation, sent: (Int64) -> Void,
        receive: HTTPClient.Receiver?
    ) throws(DriveError) -> HTTPResponse {
        do {
            return try http.request(request, cancellation: cancellation, sent: sent, receive: receive)
        } catch {
            throw DriveError(error)
        }
    }

    /// A request whose answer is a success, attempted until it is or patience ends.
    /// - Parameter policy: nil for that of single requests.
    func call(_ request: HTTPRequest, policy: Backoff.Policy? = nil) throws(DriveError) -> HTTPResponse {
        var backoff = Backoff(policy ?? settings.requestBackoff)
        while true {
            do throws(DriveError) {
                let response = try send(request)
                guard response.isSuccess else { throw DriveError(GoogleError(response)) }
                return response
            } catch {
                try wait(after: error, &backoff)
            }
        }
    }

    /// Sleeps as the back-off wants it.
    /// - Throws: the error itself when it is not transient or patience is at its end; `cancelled`.
    func wait(after error: DriveError, _ backoff: inout Backoff) throws(DriveError) {
        guard error.isTransient else { throw error }
        let now = secondsNow()
        guard let pause = backoff.failed(at: now, retryAfter: error.retryAfter, isLimited: error.isRateLimit) else {
            throw backoff.isLimited(at: now) ? error.asUploadLimit : error
        }
        settings.willRetry(error, pause)
        guard cancellation.sleep(seconds: pause) else { throw .cancelled }
    }

    /// A request with a JSON body.
    func request(_ method: String, _ url: String, json: some Encodable) throws(DriveError) -> HTTPRequest {
        var request = HTTPRequest(method, url)
        guard let body = try? JSONEncoder().encode(json) else { throw .unexpectedAnswer("Metadata is not JSON.") }
        request.headers = [("Content-Type", "application/json; charset=UTF-8")]
        request.body = .bytes(Array(body))
        return request
    }
}

/// The answer's body as a value.
func decode<Value: Decodable>(_ type: Value.Type, from response: HTTPResponse) throws(DriveError) -> Value {
    guard let value = try? JSONDecoder().decode(type, from: Data(response.body)) else {
        throw .unexpectedAnswer("Google Drive's answer (HTTP \(response.status)) cannot be read.")
    }
    return value
}
