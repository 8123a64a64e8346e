import FoundationEssentials
import HTTP
import Testing

@Suite struct HTTPDateTests {
    @Test func `the date of RFC 9110's example is read`() {
        #expect(HTTPDate.parse("Sun, 06 Nov 1994 08:49:37 GMT")?.timeIntervalSince1970 == 784_111_777)
        #expect(HTTPDate.parse("Tue, 29 Feb 2028 23:59:59 GMT")?.timeIntervalSince1970 == 1_835_481_599)
    }

    @Test(arguments: [
        "", "GMT", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 PST", "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994", "Sun, 99 Nov 1994 08:49:37 GMT", "Sun, 06 Now 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 8h49 GMT", "Sun, -6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 99999999999999999999 08:49:37 GMT",
    ])
    func `what is no date is none`(text: String) {
        #expect(HTTPDate.parse(text) == nil)
    }

    @Test func `a server may say in seconds or as a date how long to wait`() {
        func answer(_ retryAfter: String) -> HTTPResponse {
            HTTPResponse(
                status: 503, headers: ["Retry-After": retryAfter, "Date": "Mon, 23 Nov 2026 02:00:00 GMT"])
        }
        #expect(answer("120").retryAfter == 120)
        #expect(answer("Mon, 23 Nov 2026 02:01:30 GMT").retryAfter == 90)
        #expect(answer("Mon, 23 Nov 2026 01:00:00 GMT").retryAfter == 0)
        #expect(answer("-5").retryAfter == nil)
        #expect(answer("soon").retryAfter == nil)
        #expect(HTTPResponse(status: 503).retryAfter == nil)
    }
}
