import HTTP
import Pipe
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct ProxyTests {
    private func get(_ url: String, through proxy: String, authorities: String? = nil) throws -> HTTPResponse {
        var options = HTTPClient.Options()
        options.proxy = proxy
        options.authorities = authorities
        return try HTTPClient(options).request(HTTPRequest("GET", url), cancellation: Cancellation())
    }

    private func address(of server: ScriptedServer, _ login: String) -> String {
        server.url.replacing("http://", with: "http://\(login)@")
    }

    @Test func `requests go through it, with name and password`() throws {
        let proxy = try ScriptedServer(["HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"])
        let answer = try get("http://drive.invalid/a", through: address(of: proxy, "name:pass%40word"))
        #expect(answer.status == 200)
        let request = try #require(proxy.requests.first)
        #expect(request.hasPrefix("GET http://drive.invalid/a HTTP/1.1\r\n"))
        // name:pass@word
        #expect(request.contains("Proxy-Authorization: Basic bmFtZTpwYXNzQHdvcmQ=\r\n"))
    }

    @Test func `a tunnel that is refused is told, the password is not`() throws {
        let proxy = try ScriptedServer(["HTTP/1.1 407 Who are you\r\nContent-Length: 0\r\n\r\n"])
        let error = try #require(throws: HTTPError.self) {
            try get("https://drive.invalid/a", through: address(of: proxy, "name:hush-hush"))
        }
        #expect("\(error)".contains("407") && !"\(error)".contains("hush"))
        #expect(proxy.requests.first?.hasPrefix("CONNECT drive.invalid:443 HTTP/1.1\r\n") == true)
    }

    @Test(arguments: [
        "odd://name:hush-hush@127.0.0.1:1", "http://name:hush-hush@", "http://name:hush-hush@proxy.invalid:1",
        "http://name:hush-hush@127.0.0.1:99999", "socks5h://name:hush-hush@127.0.0.1:1", "http://na me:hush-hush@x:1",
        "https://name:hush-hush@127.0.0.1:1",
    ])
    func `a proxy that cannot be used is told, the password is not`(proxy: String) throws {
        let error = try #require(throws: HTTPError.self) { try get("http://127.0.0.1:1/", through: proxy) }
        #expect(!"\(error)".contains("hush"))
    }

    @Test func `a server whose authority is named is trusted, another is not`() throws {
        let folder = try TemporaryFolder()
        let (key, certificate) = (folder.path("key.pem"), folder.path("certificate.pem"))
        for name in [certificate, folder.path("other.pem")] {
            let arguments =
                "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=test"
                + " -addext subjectAltName=IP:127.0.0.1 -keyout \(name == certificate ? key : "/dev/null") -out \(name)"
            #expect(try Program.run("openssl", arguments.split(separator: " ").map(String.init)).status == 0)
        }
        let port = try FreePort.find()
        let server = try ChildProcess(
            "/usr/bin/openssl",
            ["s_server", "-accept", "127.0.0.1:\(port)", "-cert", certificate, "-key", key, "-www", "-quiet"])
        defer { server.end(by: 9) }
        func get(_ authorities: String) throws -> HTTPResponse {
            var options = HTTPClient.Options()
            options.authorities = authorities
            return try HTTPClient(options).request(
                HTTPRequest("GET", "https://127.0.0.1:\(port)/"), cancellation: Cancellation())
        }
        var answer: HTTPResponse?
        for _ in 0..<100 where answer == nil {
            answer = try? get(certificate)
            if answer == nil { _ = Cancellation().sleep(seconds: 0.1) }
        }
        #expect(answer?.status == 200)
        let error = try #require(throws: HTTPError.self) { try get(folder.path("other.pem")) }
        guard case .untrusted = error else {
            Issue.record("\(error)")
            return
        }
    }
}
