import Archive
import Backup
import FoundationEssentials
import Glibc
import Pipe
import TestSupport
import Testing

@Suite struct BackupWriterTests {
    @Test func `the members are named exactly as Home Assistant reads them, the manifest last`() throws {
        let (config, share) = try (SourceFolder(), SourceFolder())
        try config.file(".HA_VERSION", Array("2026.11.0".utf8))
        try share.file("note.txt", [1])
        let backup = try Written(config, folders: [.share: share.path])
        #expect(try listing(of: backup.archive) == ["homeassistant.tar.gz", "share.tar.gz", "./backup.json"])
        #expect(backup.manifest.folders == ["share"])
        #expect(backup.manifest.homeassistant.version == "2026.11.0")
        #expect(backup.summary.notices.warningCount == 0)
    }

    @Test(arguments: [true, false])
    func `what comes back is what went in`(isCompressed: Bool) throws {
        let config = try SourceFolder()
        try config.file(".HA_VERSION", Array("2026.11.0".utf8))
        try config.file("secret.key", [1, 2, 3], mode: 0o600)
        try config.file([0x66, 0xff, 0x2e, 0x74], [9])
        config.directory("www")
        try config.file("www/Küche \(String(repeating: "lang", count: 40)).txt", Array("Grundriß".utf8))
        config.link("latest", to: "www")
        config.directory("empty", mode: 0o700)
        config.touch("secret.key", seconds: 1_600_000_000, nanoseconds: 123_456_789)
        config.touch("www", seconds: 1_500_000_000, nanoseconds: 5)
        config.touch("empty", seconds: 1_400_000_000, nanoseconds: 999_999_999)
        let backup = try Written(config, isCompressed: isCompressed)
        let copy = try SourceFolder()
        try backup.unpack(isCompressed ? "homeassistant.tar.gz" : "homeassistant.tar", into: copy)
        #expect(try described(config.path) == described("\(copy.path)/data"))
    }

    @Test func `a folder that is not there is a warning and not in the manifest`() throws {
        let config = try SourceFolder()
        try config.file(".HA_VERSION", Array("2026.11.0".utf8))
        let backup = try Written(config, folders: [.media: "/nowhere/media"])
        #expect(backup.manifest.folders == [])
        #expect(backup.summary.notices.warningCount == 1)
    }

    @Test func `a source that goes away in the middle is no backup, not even one with warnings`() throws {
        let config = try SourceFolder()
        try config.file(".HA_VERSION", Array("2026.11.0".utf8))
        for number in 0..<20 { try config.file("file\(number)", [1]) }
        let away = config.path + "-away"
        let request = BackupRequest(
            name: "Gone", date: Date(), source: BackupSource(configuration: config.path), instance: "test",
            producerVersion: "1.0")
        var isGone = false
        let writer = BackupWriter(
            request, cancellation: Cancellation(),
            report: {
                guard case .item = $0, !isGone else { return }
                // As after an unmount: an empty folder stands in the place of the full one.
                isGone = rename(config.path, away) == 0 && mkdir(config.path, 0o755) == 0
            })
        #expect(throws: BackupError.sourceVanished(path: config.path)) {
            try writer.write(into: TarWriter(ByteCollector(), dialect: .ustar))
        }
        #expect(rmdir(config.path) == 0 && rename(away, config.path) == 0)
    }

    @Test func `a reservation that was too small is superseded by a member that readers take`() throws {
        let config = try SourceFolder()
        try config.file(".HA_VERSION", Array("2026.11.0".utf8))
        let content = (0..<400_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 5 &+ $0 / 251) }
        try config.file("big.bin", content)
        let backup = try Written(
            config, lookAhead: 10_000,
            estimator: { tree, _, _ in
                SizeEstimate(strata: [.init(range: 0..<tree.tarSize, ratio: 0.001, variance: 0)])
            })
        #expect(backup.summary.members.first?.supersedes == true)
        #expect(try listing(of: backup.archive) == ["homeassistant.tar.gz", "homeassistant.tar.gz", "./backup.json"])
        let copy = try SourceFolder()
        try backup.unpack("homeassistant.tar.gz", into: copy)
        #expect(try described(config.path) == described("\(copy.path)/data"))
    }

    @Test func `measuring a large tree stops when the backup is cancelled`() throws {
        let config = try SourceFolder()
        try config.file("text", [UInt8](repeating: 65, count: 300_000))
        let cancellation = Cancellation()
        cancellation.request()
        let tree = try config.scan()
        #expect(throws: CancellationRequested.self) {
            try BackupWriter.sample(tree, config.request, cancellation: cancellation)
        }
    }
}

/// A backup written into memory.
struct Written {
    let archive: [UInt8]
    let summary: BackupSummary
    let manifest: Manifest
    let progress: [BackupProgress]

    init(
        _ config: SourceFolder, folders: [BackupFolder: String] = [:], isCompressed: Bool = true,
        password: String? = nil, lookAhead: Int = 8 << 20,
        estimator: @escaping BackupWriter.Estimator = BackupWriter.sample
    ) throws {
        var request = BackupRequest(
            name: "Test {date}", date: Date(timeIntervalSince1970: 1_767_225_599.5),
            source: BackupSource(configuration: config.path, folders: folders), isCompressed: isCompressed,
            password: password, instance: "test", producerVersion: "1.0")
        request.memory.lookAhead = lookAhead
        var progress: [BackupProgress] = []
        let writer = BackupWriter(
            request, cancellation: Cancellation(), estimator: estimator, report: { progress.append($0) })
        let tar = TarWriter(ByteCollector(), dialect: .ustar)
        summary = try writer.write(into: tar)
        archive = try tar.finish().bytes
        let text = try Program.run("/bin/tar", ["-xO", "-f", "-", "./backup.json"], input: archive).output
        manifest = try JSONDecoder().decode(Manifest.self, from: Data(text))
        self.progress = progress
    }

    /// Takes the last member of that name, as Home Assistant does, through a folder on disk.
    func unpack(_ member: String, into folder: SourceFolder) throws {
        let scratch = try SourceFolder()
        try checked("/bin/tar", ["-xf", "-", "-C", scratch.path], input: archive)
        let flags = member.hasSuffix(".gz") ? "-xpzf" : "-xpf"
        // GNU tar remarks on times before 1970 and on `hdrcharset`, and takes both.
        let quiet = ["--warning=no-timestamp", "--warning=no-unknown-keyword"]
        try checked("/bin/tar", quiet + [flags, "\(scratch.path)/\(member)", "-C", folder.path])
    }
}
