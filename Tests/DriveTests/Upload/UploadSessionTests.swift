import Cryptography
import Drive
import DriveSimulator
import Pipe
import Testing

/// Uploads that nothing disturbs.
@Suite struct UploadSessionTests {
    private static let quantum = SimulatedDrive.quantum

    @Test(arguments: [0, 1, quantum - 1, quantum, quantum + 1, 2 * quantum, 3 * quantum + 777])
    func `what comes out of the pipe is the file`(size: Int) throws {
        let drive = try SimulatedDrive()
        let bytes = TestData.bytes.prefix(size)
        let made = try drive.upload(bytes)
        #expect(made.size == Int64(size))
        #expect(made.md5Checksum == Digest.hex(.md5, of: bytes))
        #expect(drive.simulator.content(of: made.id) == Array(bytes))
        #expect(drive.simulator.files.count == 1 && drive.simulator.openSessions == 0)
    }

    @Test func `the total is named by the last chunk and no other`() throws {
        let drive = try SimulatedDrive()
        _ = try drive.upload(TestData.bytes.prefix(Self.quantum + 5))
        _ = try drive.upload(TestData.bytes.prefix(Self.quantum))
        #expect(
            drive.requests(.chunk, .finalChunk).map(\.contentRange) == [
                "bytes 0-262143/*", "bytes 262144-262148/262149", "bytes 0-262143/*", "bytes */262144",
            ])
    }

    @Test func `chunks are whole, whatever the sizes of chunk and block`() throws {
        let drive = try SimulatedDrive()
        let bytes = TestData.bytes.prefix(1_900_001)
        for (chunk, block) in [(512 * 1024, 1_000_000), (600_000, 4096), (1 << 20, 262_144), (1, 77_777)] {
            let made = try drive.upload(bytes, chunkSize: chunk, blockSize: block)
            #expect(drive.simulator.content(of: made.id) == Array(bytes))
        }
        let sizes = drive.requests(.chunk).map(\.received)
        #expect(
            sizes == [262_144, 524_288, 524_288, 524_288, 262_144, 524_288, 524_288, 524_288]
                + [262_144, 524_288, 1_048_576] + [Int64](repeating: 262_144, count: 7))
    }

    @Test func `metadata arrives, and the answer tells all that was asked for`() throws {
        let drive = try SimulatedDrive()
        let pipe = Pipe(blockCount: 2, blockSize: 1000)
        Producer(bytes: TestData.bytes.prefix(10), ending: .finish).start(pipe.makeWriter())
        let client = drive.client()
        let folder = try client.backupFolder(named: "Backups", instance: "one")
        let new = NewFile(
            name: "Ünï \"code\".tar", parent: folder.id, appProperties: ["drivepipe": "backup"],
            createdTime: "2026-11-22T02:30:00.000Z", description: "told")
        let made = try UploadSession(client: client, file: new).run(reader: pipe.makeReader())
        #expect(made.name == new.name && made.mimeType == "application/x-tar" && made.parents == [folder.id])
        #expect(made.appProperties == ["drivepipe": "backup"] && made.description == "told")
        #expect(made.createdTime == "2026-11-22T02:30:00.000Z")
    }

    @Test func `progress never passes what is true`() throws {
        let drive = try SimulatedDrive()
        let size = 3 * Self.quantum + 777
        var seen: [UploadProgress] = []
        _ = try drive.upload(TestData.bytes.prefix(size)) { seen.append($0) }
        let last = try #require(seen.last)
        #expect(last.live >= last.acknowledged && last.live <= Int64(size) && last.retries == 0)
        #expect(zip(seen, seen.dropFirst()).allSatisfy { $0.acknowledged <= $1.acknowledged })
        #expect(seen.allSatisfy { $0.live >= $0.acknowledged && $0.live - $0.acknowledged <= Int64(Self.quantum) })
        #expect(seen.contains { $0.live == Int64(size) })
    }

    @Test func `an undisturbed upload asks for nothing twice`() throws {
        let drive = try SimulatedDrive()
        _ = try drive.upload(TestData.bytes.prefix(4 * Self.quantum))
        #expect(drive.requests(.token).count == 1)
        #expect(drive.requests(.metadata).count == 1)
        #expect(drive.requests(.sessionStart).count == 1)
        #expect(drive.requests(.statusQuery, .cancel, .delete).isEmpty)
    }
}
