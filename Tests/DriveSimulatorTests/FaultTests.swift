import Cryptography
import DriveSimulator
import JSON
import Testing

@Suite struct FaultTests {
    private static let quantum = 262_144

    @Test func `a status comes before the body is read, with its reason and Retry-After`() throws {
        try TestDrive.run { drive in
            drive.simulator.add(Fault(.status(403, reason: "userRateLimitExceeded", retryAfter: 7), on: .chunk))
            let upload = try TestUpload(drive)
            let reply = try upload.send("0-262143/*", pattern(Self.quantum))
            #expect(reply.status == 403)
            #expect(reply.reason == "userRateLimitExceeded")
            #expect(reply.json["error"]?["errors"]?.array?.first?["domain"] == "usageLimits")
            #expect(reply.headers["retry-after"] == "7")
            #expect(try upload.kept() == nil)
            #expect(try upload.send("0-262143/*", pattern(Self.quantum)).status == 308)
        }
    }

    @Test func `a status is heard while a long body is still on its way`() throws {
        try TestDrive.run { drive in
            drive.simulator.add(Fault(.status(503, reason: nil, retryAfter: nil), on: .chunk))
            let upload = try TestUpload(drive)
            let reply = try upload.send("0-8388607/*", pattern(8 << 20))
            #expect(reply.status == 503)
            #expect(reply.headers["connection"] == "close")
        }
    }

    @Test func `a drop before the body keeps nothing`() throws {
        try TestDrive.run { drive in
            drive.simulator.add(Fault(.dropBefore, on: .chunk))
            let upload = try TestUpload(drive)
            #expect(upload.exchange("0-262143/*", pattern(Self.quantum)) == nil)
            #expect(try upload.kept() == nil)
        }
    }

    @Test func `a drop inside the body keeps whole quanta`() throws {
        try TestDrive.run { drive in
            drive.simulator.add(Fault(.dropAfterBytes(600_000), on: .chunk))
            let upload = try TestUpload(drive)
            #expect(upload.exchange("0-1048575/*", pattern(1 << 20)) == nil)
            #expect(try upload.kept() == "bytes=0-524287")
            #expect(drive.simulator.requests.first { $0.kind == .chunk }?.received == 600_000)
        }
    }

    @Test func `a drop after the commit loses only the answer`() throws {
        try TestDrive.run { drive in
            drive.simulator.add(Fault(.dropAfterCommit, on: .finalChunk))
            let upload = try TestUpload(drive)
            #expect(upload.exchange("0-9/10", pattern(10)) == nil)
            #expect(drive.simulator.files.count == 1)
            #expect(try upload.send("*/*").status == 200)
            #expect(drive.simulator.requests.first { $0.kind == .finalChunk }?.status == nil)
        }
    }

    @Test(arguments: [(0, nil), (262_144, "bytes=0-262143"), (600_000, "bytes=0-524287")] as [(Int64, String?)])
    func `a short acknowledgement keeps fewer quanta`(bytes: Int64, range: String?) throws {
        try TestDrive.run { drive in
            drive.simulator.add(Fault(.shortAck(keepBytes: bytes), on: .chunk))
            let upload = try TestUpload(drive)
            let data = pattern(1 << 20)
            let reply = try upload.send("0-1048575/1048576", data)
            #expect(reply.status == 308)
            #expect(reply.headers["range"] == range)
            #expect(
                try upload.send("0-1048575/1048576", data).json["md5Checksum"]?.string == Digest.hex(.md5, of: data))
        }
    }

    @Test(arguments: [404, 410]) func `an expired session stays expired`(status: Int) throws {
        try TestDrive.run { drive in
            drive.simulator.add(Fault(.expireSession(status), on: .chunk, from: 2))
            let upload = try TestUpload(drive)
            #expect(try upload.send("0-262143/*", pattern(Self.quantum)).status == 308)
            #expect(try upload.send("262144-524287/*", pattern(Self.quantum)).status == status)
            #expect(try upload.send("*/*").status == status)
        }
    }

    @Test func `sessions can be expired from outside`() throws {
        try TestDrive.run { drive in
            let upload = try TestUpload(drive)
            drive.simulator.expireSessions(status: 410)
            #expect(try upload.send("*/*").status == 410)
        }
    }

    @Test func `a delayed answer still comes`() throws {
        try TestDrive.run { (drive) throws in
            drive.simulator.add(Fault(.delay(seconds: 0.2), on: .about))
            let clock = ContinuousClock()
            let start = clock.now
            #expect(try drive.request("GET", "/drive/v3/about?fields=user").status == 200)
            #expect(clock.now - start >= .milliseconds(190))
        }
    }

    @Test func `a stall keeps the connection open and says nothing until the simulator stops`() throws {
        try TestDrive.run { drive in
            drive.simulator.add(Fault(.stall(afterBytes: 300_000), on: .chunk))
            let upload = try TestUpload(drive)
            let connection = drive.connect()
            connection.send(
                drive.head("PUT", upload.target, ["Content-Length: 524288", "Content-Range: bytes 0-524287/*"]))
            connection.send(pattern(524_288))
            drive.waitUntil { $0.bytesKept >= Self.quantum }
            #expect(try upload.kept() == "bytes=0-262143")
            drive.simulator.stop()
            #expect(connection.endsSilently())
        }
    }

    @Test func `an expired token is refused until there is a new one`() throws {
        try TestDrive.run { drive in
            drive.simulator.add(Fault(.expireToken, on: .chunk))
            let upload = try TestUpload(drive)
            let reply = try upload.send("0-262143/*", pattern(Self.quantum))
            #expect(reply.status == 401)
            #expect(reply.reason == "authError")
            let renewed = TestDrive(simulator: drive.simulator, token: drive.simulator.issueAccessToken())
            let range = ["Content-Range: bytes 0-262143/*"]
            #expect(try renewed.request("PUT", upload.target, range, pattern(Self.quantum)).status == 308)
        }
    }

    @Test func `corruption shows in the checksum and in the content`() throws {
        try TestDrive.run { drive in
            drive.simulator.add(Fault(.corrupt, on: .finalChunk))
            let data = pattern(1000)
            let reply = try TestUpload(drive).send("0-999/1000", data)
            let id = try #require(reply.json["id"]?.string)
            let content = try #require(drive.simulator.content(of: id))
            #expect(content != data)
            #expect(content.count == data.count)
            #expect(reply.json["md5Checksum"]?.string == Digest.hex(.md5, of: content))
        }
    }

    @Test func `a fault on the token endpoint speaks OAuth`() throws {
        try TestDrive.run { drive in
            drive.simulator.add(Fault(.status(400, reason: "invalid_grant", retryAfter: nil), on: .token))
            let reply = try drive.request("POST", "/token")
            #expect(reply.json["error"] == "invalid_grant")
        }
    }

    @Test func `cleared faults are forgotten`() throws {
        try TestDrive.run { (drive) throws in
            drive.simulator.add(Fault(.status(500), times: nil))
            drive.simulator.clearFaults()
            #expect(try drive.request("GET", "/drive/v3/about?fields=user").status == 200)
        }
    }
}
