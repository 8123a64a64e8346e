import Drive
import DriveSimulator
import HTTP
import Pipe
import TestSupport
import Testing

@Suite struct DownloadTests {
    private static let size = 700_001

    private func download(
        from start: Int64 = 0, of size: Int = size, _ faults: Fault...
    ) throws -> (received: [UInt8], sent: [UInt8], drive: SimulatedDrive) {
        let drive = try SimulatedDrive(settings: { $0.http.stallTimeout = 1 })
        let bytes = Array(TestData.bytes.prefix(size))
        let file = try drive.upload(bytes[...])
        for fault in faults { drive.simulator.add(fault) }
        var received: [UInt8] = []
        try drive.client().download(file.id, from: start) { received += $0 }
        return (received, bytes, drive)
    }

    @Test(arguments: [0, 1, size])
    func `a file comes back as it went`(size: Int) throws {
        let result = try download(of: size)
        #expect(result.received == result.sent)
    }

    @Test func `a download begins where it is told to`() throws {
        let result = try download(from: 600_000)
        #expect(result.received == Array(result.sent[600_000...]))
    }

    @Test(arguments: [(0, 1), (600_000, 100), (1, 700_000), (5, 0)])
    func `a part of a file comes, and no more of it`(start: Int64, count: Int64) throws {
        let drive = try SimulatedDrive()
        let bytes = Array(TestData.bytes.prefix(Self.size))
        let file = try drive.upload(bytes[...])
        drive.simulator.add(Fault(.expireToken, on: .download))
        var received: [UInt8] = []
        try drive.client().download(file.id, from: start, count: count) { received += $0 }
        #expect(received == Array(bytes[Int(start)..<Int(start + count)]))
    }

    @Test func `a part that is cut goes on where it was`() throws {
        let result = try download(
            [
                "HTTP/1.1 206 P\r\nContent-Length: 4\r\nContent-Range: bytes 0-3/9\r\n\r\nab",
                "HTTP/1.1 206 P\r\nContent-Length: 2\r\nContent-Range: bytes 2-3/9\r\n\r\ncd",
            ], count: 4)
        #expect(result.text == "abcd")
    }

    @Test func `less or more than the part that was asked for is refused`() throws {
        for range in ["0-1/9", "0-4/9"] {
            let count = range == "0-1/9" ? 2 : 5
            let body = String(repeating: "x", count: count)
            #expect(throws: DriveError.self) {
                try download(
                    ["HTTP/1.1 206 P\r\nContent-Length: \(count)\r\nContent-Range: bytes \(range)\r\n\r\n\(body)"],
                    count: 4)
            }
        }
    }

    @Test func `trouble before the first byte and an old token are survived`() throws {
        let result = try download(
            Fault(.status(503), on: .download), Fault(.expireToken, on: .download, from: 2),
            Fault(.dropBefore, on: .download, from: 4))
        #expect(result.received == result.sent)
    }

    @Test func `what the sink throws ends it`() throws {
        let drive = try SimulatedDrive()
        let file = try drive.upload(TestData.bytes.prefix(Self.size))
        #expect(throws: Broken.producer) {
            try drive.client().download(file.id) { _ in throw Broken.producer }
        }
        #expect(drive.requests(.download).count == 1)
    }

    @Test func `a cancellation ends it`() throws {
        let drive = try SimulatedDrive()
        let file = try drive.upload(TestData.bytes.prefix(Self.size))
        let cancellation = Cancellation()
        drive.simulator.add(Fault(.delay(seconds: 20), on: .download))
        Thread.start {
            _ = Cancellation().sleep(seconds: 0.1)
            cancellation.request()
        }
        #expect(throws: DriveError.cancelled) { try drive.client(cancellation).download(file.id) { _ in } }
    }

    private func download(_ answers: [String], count: Int64? = nil) throws -> (text: String, requests: [String]) {
        let token = "HTTP/1.1 200 OK\r\nContent-Length: 23\r\n\r\n{\"access_token\":\"good\"}"
        let server = try ScriptedServer([token] + answers)
        var settings = DriveSettings()
        settings.apiURL = server.url
        settings.transferBackoff.second = 0.001
        let credentials = Credentials(clientID: "a", clientSecret: "b", refreshToken: "c")
        let access = AccessToken(credentials, oauthURL: server.url)
        let client = DriveClient(settings, token: access, cancellation: Cancellation())
        var text = ""
        try client.download("id", count: count) { text += String(decoding: $0, as: UTF8.self) }
        return (text, server.requests)
    }

    @Test func `a download that is cut goes on where it was`() throws {
        let result = try download([
            "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
            "HTTP/1.1 206 Partial\r\nContent-Length: 7\r\nContent-Range: bytes 3-9/10\r\n\r\ndefg",
            "HTTP/1.1 206 Partial\r\nContent-Length: 3\r\nContent-Range: bytes 7-9/10\r\n\r\nhij",
        ])
        #expect(result.text == "abcdefghij")
        #expect(
            result.requests[2].contains("Range: bytes=3-\r\n") && result.requests[3].contains("Range: bytes=7-\r\n"))
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabcdefghij",
        "HTTP/1.1 206 Partial\r\nContent-Length: 6\r\nContent-Range: bytes 4-9/10\r\n\r\nefghij",
        "HTTP/1.1 206 Partial\r\nContent-Length: 7\r\n\r\ndefghij",
    ])
    func `another part than was asked for is refused`(answer: String) throws {
        let error = #expect(throws: DriveError.self) {
            try download(["HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", answer])
        }
        #expect(error?.code == "drive_unexpected")
    }

    @Test func `a download that is cut after its last byte is whole`() throws {
        let result = try download([
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
            "HTTP/1.1 416 Range\r\nContent-Range: bytes */3\r\nContent-Length: 0\r\n\r\n",
        ])
        #expect(result.text == "abc")
    }

    @Test func `a file that is not there is not found`() throws {
        let drive = try SimulatedDrive()
        let error = #expect(throws: DriveError.self) { try drive.client().download("gone") { _ in } }
        #expect(error?.code == "not_found")
    }
}
