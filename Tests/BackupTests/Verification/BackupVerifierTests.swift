import Archive
import Backup
import Cryptography
import Pipe
import Synchronization
import TestSupport
import Testing

@Suite struct BackupVerifierTests {
    @Test(arguments: [true, false])
    func `our own backup is good at both depths, and every entry in it was read`(isCompressed: Bool) throws {
        let (config, share) = try (SourceFolder(), SourceFolder())
        try config.file(".HA_VERSION", Array("2026.11.0".utf8))
        config.directory("www")
        try config.file("www/Küche \(String(repeating: "lang", count: 40)).txt", Array("Grundriß".utf8))
        config.link("latest", to: "www")
        try share.file("note.txt", [1])
        let backup = try Written(config, folders: [.share: share.path], isCompressed: isCompressed)
        let full = try verify(backup.archive)
        #expect(full.problems == [])
        #expect(full.isGood && full.contentsChecked)
        // The folder itself stands at the start and, with its own time, at the end.
        #expect(full.members.map(\.entries) == [6, 2])
        #expect(full.members.map(\.isCompressed) == [isCompressed, isCompressed])
        #expect(full.members.map(\.sha256).allSatisfy { $0?.count == 64 })
        for (member, written) in zip(full.members, backup.summary.members) {
            #expect(member.storedBytes == written.reservedBytes)
            #expect(member.tarBytes.map { $0 >= written.tarBytes } == true)
        }
        let header = try verify(backup.archive, .header)
        #expect(header.problems == [] && !header.contentsChecked && header.manifest?.folders == ["share"])
    }

    @Test func `a member that was given up and written again is no damage`() throws {
        let config = try SourceFolder()
        try config.file(".HA_VERSION", Array("2026.11.0".utf8))
        var random = SeededRandom(seed: 1)
        try config.file("noise", (0..<400_000).map { _ in UInt8.random(in: 0...255, using: &random) })
        let backup = try Written(config, lookAhead: 10_000) { tree, _, _ in
            SizeEstimate(strata: [.init(range: 0..<tree.tarSize, ratio: 0.3, variance: 0)])
        }
        let report = try verify(backup.archive)
        #expect(report.problems == [] && report.contentsChecked)
        #expect(report.members.map(\.isSuperseded) == [true, false])
        #expect(report.members.map(\.entries) == [0, 3])
        var damaged = backup.archive
        damaged[5_000] ^= 1
        #expect(try Set(verify(damaged).problems.map(\.member)) == ["homeassistant.tar.gz"])
    }

    @Test func `another checksum than its keeper's is told, whoever made the backup`() throws {
        let archive = try tar([("homeassistant.tar.gz", try gzip(configuration())), ("./backup.json", manifest())])
        let report = try BackupVerifier(MemoryBackup(archive, md5: Digest.hex(.md5, of: ""))).verify(.full)
        #expect(report.problems.map(\.code) == ["archive_checksum_mismatch"])
        #expect(report.isAsStored == false)
        let good = try BackupVerifier(MemoryBackup(archive, md5: Digest.hex(.md5, of: archive))).verify(.full)
        #expect(good.isGood && good.isAsStored == true)
    }

    @Test(arguments: [0, 700, 2_000])
    func `whether it was read as it is stored is known of a damaged one too`(at: Int) throws {
        var archive = try tar([("homeassistant.tar.gz", try gzip(configuration())), ("./backup.json", manifest())])
        let stored = Digest.hex(.md5, of: archive)
        archive[min(at, archive.count - 1)] ^= 0x55
        let misread = try BackupVerifier(MemoryBackup(archive, md5: stored)).verify(.full)
        #expect(!misread.isGood && misread.isAsStored == false)
        let broken = try BackupVerifier(MemoryBackup(archive, md5: Digest.hex(.md5, of: archive))).verify(.full)
        #expect(broken.isAsStored == true)
        #expect(try verify(archive).isAsStored == nil)
    }

    @Test func `an encrypted backup is opened with its password, and only its structure checked without`() throws {
        let inner = try gzip(configuration())
        let archive = try tar([
            ("homeassistant.tar.gz", try seal(inner, password: "right")), ("./backup.json", manifest(protected: true)),
        ])
        for depth in [VerificationReport.Depth.header, .full] {
            let opened = try verify(archive, depth, password: "right")
            #expect(opened.problems == [] && opened.contentsChecked == (depth == .full))
            let locked = try verify(archive, depth)
            #expect(locked.isGood && !locked.contentsChecked)
            #expect(locked.members.map(\.isEncrypted) == [true])
            #expect(try verify(archive, depth, password: "wrong").problems.map(\.code) == ["wrong_password"])
        }
        var tampered = archive
        tampered[512 + 150] ^= 1
        #expect(try verify(tampered, password: "right").problems.map(\.code) == ["archive_tampered"])
        var shorter = archive
        shorter[512 + 23] ^= 1
        #expect(try verify(shorter).problems.map(\.code) == ["archive_unexpected_data"])
    }

    @Test func `damage in one member is told with its place, and the others are read all the same`() throws {
        var bad = try configuration([("data/second", [1, 2, 3])])
        // The checksum of the second entry's header, behind one block of content.
        bad[512 * 2 + 150] ^= 2
        let archive = try tar([
            ("homeassistant.tar.gz", try gzip(bad)), ("share.tar.gz", Array(gzip(configuration()).dropLast(3))),
            ("media.tar.gz", try gzip(configuration())), ("./backup.json", manifest(folders: "\"share\",\"media\"")),
        ])
        let report = try verify(archive)
        #expect(report.problems.map(\.code) == ["archive_bad_header", "archive_cut"])
        #expect(report.problems.map(\.member) == ["homeassistant.tar.gz", "share.tar.gz"])
        #expect(report.problems.first?.path == "data/configuration.yaml")
        #expect(report.members.map(\.entries) == [1, 1, 1])
        #expect(!report.isGood && report.contentsChecked)
    }

    @Test func `a superseded copy may be cut inside, but not in its wrapping`() throws {
        let good = try gzip(configuration())
        let cut = try gzip(Array(configuration().prefix(700)))
        for (first, codes) in [(cut, []), (Array(good.dropLast(1)), ["archive_cut"])] {
            let archive = try tar([
                ("homeassistant.tar.gz", first), ("homeassistant.tar.gz", good), ("./backup.json", manifest()),
            ])
            #expect(try verify(archive).problems.map(\.code) == codes)
        }
        let last = try tar([
            ("homeassistant.tar.gz", good), ("homeassistant.tar.gz", cut), ("./backup.json", manifest()),
        ])
        #expect(try verify(last).problems.map(\.code) == ["archive_cut"])
    }

    @Test func `what a hostile inner tar holds is named`() throws {
        let inner = try tar([("data/ok", []), ("data/../../etc/passwd", []), ("../x", []), ("/data/a/../b", [])])
        var special = inner
        special.replaceSubrange(0..<512, with: try fifo())
        let archive = try tar([("homeassistant.tar.gz", try gzip(special)), ("./backup.json", manifest())])
        let report = try verify(archive)
        #expect(report.problems.map(\.code) == ["special_entry", "unsafe_path", "unsafe_path"])
        #expect(report.problems.map(\.isWarning) == [true, false, false])
        #expect(report.problems.map(\.path) == ["pipe", "data/../../etc/passwd", "../x"])
    }

    @Test func `a bomb is read through in small pieces and told by what it is`() throws {
        let bomb = try gzip([UInt8](repeating: 0, count: 30 << 20))
        let archive = try tar([("homeassistant.tar.gz", bomb), ("./backup.json", manifest())])
        let report = try verify(archive)
        #expect(report.problems.map(\.code) == ["member_empty"])
        #expect(report.members.map(\.tarBytes) == [30 << 20])
    }

    @Test func `progress is told, a request to stop is heard, and what the file throws comes through`() throws {
        let content = (0..<5_000_000).map { UInt8(truncatingIfNeeded: $0) }
        let archive = try tar([
            ("homeassistant.tar", try configuration([("data/big", content)])),
            ("./backup.json", manifest(compressed: false)),
        ])
        let told = Mutex<[Int64]>([])
        let file = MemoryBackup(archive)
        let report = try BackupVerifier(file) { bytes in told.withLock { $0.append(bytes) } }.verify(.full)
        #expect(report.problems == [])
        #expect(report.bytesRead >= file.size && report.bytesRead < file.size + 20_000)
        #expect(told.withLock { $0.count } == 4 && told.withLock { $0 == $0.sorted() })
        let cancellation = Cancellation()
        let stopped = BackupVerifier(file, cancellation: cancellation) { _ in cancellation.request() }
        #expect(throws: CancellationRequested.self) { try stopped.verify(.full) }
        #expect(throws: TestFailure.self) { try BackupVerifier(BrokenFile()).verify(.full) }
    }

    private func fifo() throws -> [UInt8] {
        let script = """
            import sys, tarfile
            member = tarfile.TarInfo("pipe")
            member.type = tarfile.FIFOTYPE
            sys.stdout.buffer.write(member.tobuf(tarfile.USTAR_FORMAT))
            """
        return try checked("python3", ["-c", script])
    }
}

/// A backup that cannot be fetched.
private struct BrokenFile: BackupFile {
    let name = "broken"
    let size: Int64 = 1_000
    func source(from offset: Int64, count: Int64) throws -> any ByteSource { throw TestFailure("no network") }
}

func verify(
    _ archive: [UInt8], _ depth: VerificationReport.Depth = .full, password: String? = nil
) throws -> VerificationReport {
    try BackupVerifier(MemoryBackup(archive), secret: password.map(SecureTarSecret.init)).verify(depth)
}
