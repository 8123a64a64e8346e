import Drive
import HTTP
import Testing

@Suite struct GoogleErrorTests {
    private func error(_ status: Int, _ body: String, _ headers: [String: String] = [:]) -> GoogleError {
        GoogleError(HTTPResponse(status: status, headers: headers, body: Array(body.utf8)))
    }

    @Test func `the API's JSON gives reason and message`() {
        let body = """
            {"error":{"code":403,"message":"The user's Drive storage quota has been exceeded.",
            "errors":[{"domain":"usageLimits","reason":"storageQuotaExceeded","message":"x"}]}}
            """
        let found = error(403, body)
        #expect(found.reason == "storageQuotaExceeded")
        #expect("\(found)" == "HTTP 403 storageQuotaExceeded: The user's Drive storage quota has been exceeded.")
    }

    @Test func `newer back ends have a status instead of reasons`() {
        #expect(error(403, #"{"error":{"status":"PERMISSION_DENIED","message":"no"}}"#).reason == "PERMISSION_DENIED")
    }

    @Test func `OAuth's JSON gives error and description`() {
        let found = error(400, #"{"error":"invalid_grant","error_description":"Token has been expired or revoked."}"#)
        #expect(
            found == GoogleError(status: 400, reason: "invalid_grant", message: "Token has been expired or revoked."))
    }

    @Test func `plain text is the message, on one line`() {
        #expect(error(503, "Invalid request.\r\n  Wait.\u{1B}[31m").message == "Invalid request. Wait. [31m")
    }

    @Test func `of HTML only the title counts, since pages quote the secret URL`() {
        let page =
            "<!DOCTYPE html>\n<html><title>Error 404 (Not Found)!!1</title><p>/upload?upload_id=ABC was not found"
        #expect(error(404, page).message == "Error 404 (Not Found)!!1")
    }

    @Test(arguments: [
        "no session at https://www.googleapis.com/upload?upload_id=AB12 here",
        "the token ya29.\(String(repeating: "s3cret", count: 20)) is bad",
    ])
    func `what may be a secret is left out`(text: String) {
        let message = error(400, text).message
        #expect(!message.contains("AB12") && !message.contains("s3cret") && message.contains("…"))
    }

    @Test func `Retry-After is read in seconds or as a date, nonsense is not`() {
        #expect(error(429, "", ["retry-after": "7"]).retryAfter == 7)
        #expect(error(429, "", ["Retry-After": "-7"]).retryAfter == nil)
        #expect(error(429, "", ["Retry-After": "Sun, 06 Nov 1994 08:49:37 GMT"]).retryAfter == 0)
        #expect(error(429, "", ["Retry-After": "tomorrow"]).retryAfter == nil)
    }

    @Test func `hostile bytes give a short harmless line`() {
        var generator = SystemRandomNumberGenerator()
        let shapes: [[UInt8]] = [
            Array("{\"error\":".utf8), Array("<".utf8), [0xFF, 0xFE], Array(repeating: 0x5B, count: 100),
        ]
        for shape in shapes {
            for _ in 0..<50 {
                let noise = (0..<300).map { _ in UInt8.random(in: 0...255, using: &generator) }
                let found = GoogleError(HTTPResponse(status: 500, body: shape + noise))
                #expect(found.message.count <= 200 && !found.message.contains("\n"))
            }
        }
    }
}
