import DriveSimulator
import HTTPServing
import JSON
import Testing

@Suite struct HTTPServerTests {
    private let about = "/drive/v3/about?fields=user"

    @Test func `a connection serves one request after the other`() throws {
        try TestDrive.run { drive in
            let connection = drive.connect()
            for _ in 0..<3 {
                connection.send(drive.head("GET", about, []))
                #expect(connection.reply()?.status == 200)
            }
            connection.send(drive.head("GET", about, ["Connection: close"]))
            #expect(connection.reply()?.headers["connection"] == "close")
            #expect(connection.endsSilently())
        }
    }

    @Test func `requests sent ahead are answered in order`() throws {
        try TestDrive.run { drive in
            let connection = drive.connect()
            connection.send(drive.head("GET", about, []) + drive.head("GET", "/drive/v3/files/none", []))
            #expect(connection.reply()?.status == 200)
            #expect(connection.reply()?.status == 404)
        }
    }

    @Test func `a client that waits for 100 gets it at once`() throws {
        try TestDrive.run { drive in
            let upload = try TestUpload(drive)
            let connection = drive.connect()
            let headers = ["Content-Length: 10", "Content-Range: bytes 0-9/10", "Expect: 100-continue"]
            connection.send(drive.head("PUT", upload.target, headers))
            #expect(connection.reply()?.status == 100)
            connection.send(pattern(10))
            #expect(connection.reply()?.status == 200)
        }
    }

    @Test func `a client that waits for 100 gets a refusal in its place`() throws {
        try TestDrive.run { drive in
            drive.simulator.add(Fault(.status(503), on: .chunk))
            let upload = try TestUpload(drive)
            let connection = drive.connect()
            let headers = ["Content-Length: 10", "Content-Range: bytes 0-9/10", "Expect: 100-continue"]
            connection.send(drive.head("PUT", upload.target, headers))
            #expect(connection.reply()?.status == 503)
        }
    }

    @Test func `a refused small body does not end the connection`() throws {
        try TestDrive.run { drive in
            let connection = drive.connect()
            connection.send(drive.head("PUT", "/nowhere", ["Content-Length: 1000"]))
            connection.send(pattern(1000))
            #expect(connection.reply()?.status == 404)
            connection.send(drive.head("GET", about, []))
            #expect(connection.reply()?.status == 200)
        }
    }

    @Test func `HEAD gets the length without the bytes`() throws {
        try TestDrive.run { drive in
            let id = try #require(try TestUpload(drive).send("0-9/10", pattern(10)).json["id"]?.string)
            let connection = drive.connect()
            connection.send(drive.head("HEAD", "/drive/v3/files/\(id)?alt=media", []))
            #expect(connection.reply(hasBody: false)?.headers["content-length"] == "10")
            connection.send(drive.head("GET", about, []))
            #expect(connection.reply()?.status == 200)
        }
    }

    @Test(arguments: [
        "nonsense\r\n\r\n", "GET /\r\n\r\n", "GET / HTTP/2.0\r\n\r\n", "GET / HTTP/1.1\r\nno colon\r\n\r\n",
        "POST /token HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        "POST /token HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\n",
    ])
    func `what is not HTTP is refused`(text: String) throws {
        try TestDrive.run { drive in
            let connection = drive.connect()
            connection.send(text)
            #expect(connection.reply()?.status == 400)
        }
    }

    @Test func `a line without end is refused`() throws {
        try TestDrive.run { drive in
            let connection = drive.connect()
            connection.send("GET /" + String(repeating: "x", count: 200_000))
            #expect(connection.reply()?.status == 400)
        }
    }

    @Test func `a body that stops coming ends the connection, and whole quanta stay`() throws {
        try TestDrive.run(\.readTimeout, 0.5) { drive in
            let upload = try TestUpload(drive)
            let connection = drive.connect()
            connection.send(
                drive.head("PUT", upload.target, ["Content-Length: 524288", "Content-Range: bytes 0-524287/*"]))
            connection.send(pattern(300_000))
            #expect(connection.endsSilently())
            #expect(try upload.kept() == "bytes=0-262143")
        }
    }

    @Test func `stop ends idle and waiting connections and the port is free again`() throws {
        let simulator = try DriveSimulator()
        simulator.start()
        let connections = (0..<5).map { _ in RawConnection(port: simulator.port) }
        connections[0].send("POST /token HTTP/1.1\r\nContent-Length: 100\r\n\r\n")
        simulator.stop()
        #expect(connections.allSatisfy { $0.endsSilently() })
        #expect(RawConnection(port: simulator.port).endsSilently())
    }

    @Test func `a port in use is an error that says so`() throws {
        try TestDrive.run { drive in
            var configuration = DriveSimulator.Configuration()
            configuration.port = drive.simulator.port
            let error = #expect(throws: CannotListen.self) { try DriveSimulator(configuration) }
            #expect(error?.code == "cannot_listen")
        }
    }

    @Test func `the rate limit slows uploads down`() throws {
        try TestDrive.run(\.rateLimit, 1_000_000) { (drive) throws in
            let clock = ContinuousClock()
            let start = clock.now
            #expect(try TestUpload(drive).send("0-299999/300000", pattern(300_000)).status == 200)
            #expect(clock.now - start >= .milliseconds(280))
        }
    }

    @Test func `requests are recorded with kind, range and status`() throws {
        try TestDrive.run { drive in
            _ = try TestUpload(drive).send("0-9/10", pattern(10))
            let requests = drive.simulator.requests
            #expect(requests.map(\.kind) == [.sessionStart, .finalChunk])
            #expect(requests.map(\.status) == [200, 200])
            #expect(requests.last?.contentRange == "bytes 0-9/10")
            #expect(requests.last?.path == "/upload/drive/v3/files")
            #expect(requests.last?.received == 10)
            #expect(drive.simulator.bytesReceived >= 10)
        }
    }
}
