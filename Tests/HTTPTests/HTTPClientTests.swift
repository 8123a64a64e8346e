import HTTP
import Pipe
import TestSupport
import Testing

@Suite struct HTTPClientTests {
    private func get(_ answers: String..., options: HTTPClient.Options = .init()) throws -> HTTPResponse {
        let server = try ScriptedServer(answers)
        return try HTTPClient(options).request(HTTPRequest("GET", server.url), cancellation: Cancellation())
    }

    @Test func `an answer has status, headers of any case and body`() throws {
        let answer = try get(
            "HTTP/1.1 418 Teapot\r\nX-Some:  a: b \r\nRange: 1\r\nrange: 2\r\nContent-Length: 3\r\n\r\nabc")
        #expect(answer.status == 418 && answer.body == Array("abc".utf8))
        #expect(answer.header("x-SOME") == "a: b" && answer.header("Range") == "2")
    }

    @Test func `a redirect is an answer and is not followed`() throws {
        let answer = try get(
            "HTTP/1.1 308 Resume Incomplete\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n")
        #expect(answer.status == 308)
    }

    @Test func `the head of an interim answer is forgotten`() throws {
        let answer = try get("HTTP/1.1 103 Early\r\nRange: old\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        #expect(answer.status == 200 && answer.header("Range") == nil)
    }

    @Test func `the request is what was asked for, and nothing that libcurl likes to add`() throws {
        let server = try ScriptedServer(["HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"])
        var request = HTTPRequest("PUT", server.url + "/path?a=b")
        request.headers = [("X-One", "1")]
        let body = [UInt8](repeating: 65, count: 3_000_000)
        try body.withUnsafeBytes {
            request.body = .memory($0)
            _ = try HTTPClient().request(request, cancellation: Cancellation())
        }
        let sent = try #require(server.requests.first)
        #expect(sent.hasPrefix("PUT /path?a=b HTTP/1.1\r\n") && sent.contains("\r\nX-One: 1\r\n"))
        #expect(sent.contains("\r\nContent-Length: 3000000\r\n"))
        #expect(!sent.contains("Expect:") && !sent.contains("Content-Type:") && !sent.contains("Transfer-Encoding"))
    }

    @Test(arguments: ["PUT", "POST", "PATCH"])
    func `an empty body is said to be empty`(method: String) throws {
        let server = try ScriptedServer(["HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"])
        var request = HTTPRequest(method, server.url)
        request.body = .bytes([])
        _ = try HTTPClient().request(request, cancellation: Cancellation())
        #expect(try #require(server.requests.first).contains("\r\nContent-Length: 0\r\n"))
    }

    @Test func `a kept connection that died is replaced without a word`() throws {
        let keepAlive = "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n"
        let server = try ScriptedServer([keepAlive, keepAlive])
        let client = HTTPClient()
        for count in 1...2 {
            _ = try client.request(HTTPRequest("GET", server.url), cancellation: Cancellation())
            #expect(server.requests.count == count)
        }
    }

    @Test(arguments: ["HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", "", "HTTP/1.1 2", "nonsense"])
    func `an answer that is cut is none`(answer: String) throws {
        let error = #expect(throws: HTTPError.self) { try get(answer) }
        #expect(error?.isTransient == true)
    }

    @Test func `more body than is good for us is refused`() throws {
        var options = HTTPClient.Options()
        options.bodyLimit = 1000
        #expect(throws: HTTPError.tooLarge(limit: 1000)) {
            try get(
                "HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n" + String(repeating: "a", count: 1001),
                options: options)
        }
    }

    @Test func `nothing can be smuggled into the head of a request`() throws {
        var request = HTTPRequest("GET", "http://127.0.0.1:1/")
        request.headers = [("Authorization", "Bearer x\r\nX-Evil: 1")]
        let error = #expect(throws: HTTPError.self) { try HTTPClient().request(request, cancellation: Cancellation()) }
        #expect(error == .invalidRequest("control characters in its head"))
    }

    @Test(arguments: ["file:///etc/hostname", "ftp://127.0.0.1/", "http://", "what is this"])
    func `other addresses than of the web are refused`(url: String) throws {
        let error = #expect(throws: HTTPError.self) {
            try HTTPClient().request(HTTPRequest("GET", url), cancellation: Cancellation())
        }
        #expect(error?.isTransient == false)
    }

    @Test func `authorities that cannot be read are not a matter of waiting`() throws {
        var options = HTTPClient.Options()
        options.authorities = "/nowhere/ca.pem"
        let server = try ScriptedServer([""])
        let url = server.url.replacing("http:", with: "https:")
        let error = #expect(throws: HTTPError.self) {
            try HTTPClient(options).request(HTTPRequest("GET", url), cancellation: Cancellation())
        }
        guard case .untrusted = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `a line that is slow but moves is no stall, and what is in buffers is not taken for sent`() throws {
        let server = try SlowServer(reading: 32_768, every: 0.05)
        var options = HTTPClient.Options()
        options.stallTimeout = 1
        var request = HTTPRequest("PUT", server.url)
        // A second and a half on this line.
        request.body = .bytes([UInt8](repeating: 65, count: 1 << 20))
        var ahead: Int64 = 0
        let answer = try HTTPClient(options).request(
            request, cancellation: Cancellation(), sent: { ahead = max(ahead, $0 - server.received) })
        #expect(answer.status == 200)
        #expect(ahead < 512 * 1024)
    }

    @Test func `a time limit holds`() throws {
        let server = try ScriptedServer([])
        var request = HTTPRequest("GET", server.url)
        request.timeLimit = 0.1
        let error = #expect(throws: HTTPError.self) { try HTTPClient().request(request, cancellation: Cancellation()) }
        guard case .timedOut = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}
