import Archive
import Backup
import FoundationEssentials
import Pipe
import TestSupport
import Testing

@Suite struct MergedBackupTests {
    let config: SourceFolder
    let share: SourceFolder

    init() throws {
        (config, share) = try (SourceFolder(), SourceFolder())
        try config.file(".HA_VERSION", Array("2026.11.0".utf8))
        try share.file("note.txt", [1, 2, 3])
    }

    @Test(arguments: [true, false], [nil, "key"])
    func `the apps follow the folders unchanged, sealed with our key, below one manifest`(
        isCompressed: Bool, password: String?
    ) throws {
        let made = try PackedApps(isCompressed: isCompressed)
        let merged = try write(made, isCompressed: isCompressed, password: password)
        let ending = isCompressed ? ".tar.gz" : ".tar"
        let names = ["homeassistant", "share", "core_mosquitto", "local_drivepipe", "supervisor"].map { $0 + ending }
        let index = try BackupIndex(of: MemoryBackup(merged.archive))
        #expect(index.members.map(\.name) == names + ["./backup.json"])
        #expect(index.manifest.addons == ["core_mosquitto", "local_drivepipe"])
        #expect(index.manifest.repositories == ["core", "https://example.com/apps"])
        #expect(index.manifest.supervisorVersion == "2026.08.1")
        for member in made.members {
            let place = try #require(index.members.first { $0.name == member.name })
            let stored = Array(merged.archive[Int(place.contentOffset)...].prefix(Int(place.size)))
            let content =
                try password.map {
                    try SecureTarReader(BytesSource(stored), size: place.size, secret: SecureTarSecret(password: $0))
                        .everything()
                } ?? stored
            #expect(content == member.content)
        }
    }

    @Test(arguments: [nil, "key"]) func `it is good in every depth, and told so`(password: String?) throws {
        let merged = try write(PackedApps(), password: password)
        for depth in [VerificationReport.Depth.full, .header] {
            let report = try BackupVerifier(
                MemoryBackup(merged.archive), secret: password.map(SecureTarSecret.init(password:))
            ).verify(depth)
            #expect(report.problems == [])
            #expect(report.isGood)
        }
    }

    @Test func `an app is restored into a folder of its own`() throws {
        let merged = try write(PackedApps(), password: "key")
        let target = try RestoreTarget()
        let restorer = BackupRestorer(MemoryBackup(merged.archive), secret: SecureTarSecret(password: "key"))
        let summary = try restorer.restore(into: target.path)
        #expect(summary.refused == 0 && summary.notices.warningCount == 0)
        #expect(try target.content("core_mosquitto/addon.json") == "{}")
        #expect(try target.content("share/note.txt").utf8.elementsEqual([1, 2, 3]))
    }

    @Test(arguments: [true, false], [nil, "key"])
    func `what it will have is known to the byte before it begins`(isCompressed: Bool, password: String?) throws {
        let merged = try write(PackedApps(isCompressed: isCompressed), isCompressed: isCompressed, password: password)
        let forecast = try #require(merged.admitted)
        #expect((forecast.least...forecast.most).contains(Int64(merged.archive.count)))
        // Nothing of it is guessed but the two small members of ours.
        #expect(forecast.most - forecast.least <= 131_072)
    }

    @Test func `the configuration is done before any app is read`() throws {
        var reports: [BackupProgress] = []
        _ = try write(PackedApps()) { reports.append($0) }
        let done = try #require(reports.firstIndex(of: .configurationWritten))
        let first = try #require(reports.firstIndex(of: .item("core_mosquitto.tar.gz")))
        #expect(done < first)
    }

    @Test(arguments: [true, false])
    func `an app that is cut or damaged ends the backup`(isCut: Bool) throws {
        let made = try PackedApps()
        let place = try #require(BackupIndex(of: MemoryBackup(made.archive)).members.first)
        var archive = made.archive
        archive[Int(place.contentOffset + place.size / 2)] ^= 1
        let file = ChangingBackup(
            before: made.archive, after: isCut ? Array(made.archive[..<Int(place.contentOffset + 1_000)]) : archive)
        let apps = try AppsBackup(of: file, isCompressed: true)
        let collector = ByteCollector()
        let error = #expect(throws: AppsBackupError.self) {
            try BackupWriter(request(), apps: apps, cancellation: Cancellation()).write(
                into: TarWriter(collector, dialect: .ustar))
        }
        #expect(error?.code == "apps_member_damaged")
        #expect(collector.bytes.firstRange(of: Array("./backup.json".utf8)) == nil)
    }

    @Test func `an app that could not be saved as a whole is a warning that names it`() throws {
        let made = try PackedApps(extra: [("core_ssh.tar.gz", [1, 2, 3])])
        let merged = try write(made)
        #expect(merged.summary.notices.warningCount == 1)
        #expect(merged.summary.notices.list.first?.path == "core_ssh.tar.gz")
    }

    private struct Merged {
        let archive: [UInt8]
        let summary: BackupSummary
        let admitted: SizeForecast?
    }

    private func request(isCompressed: Bool = true, password: String? = nil) -> BackupRequest {
        BackupRequest(
            name: "Merged", date: Date(timeIntervalSince1970: 1_767_225_599.5),
            source: BackupSource(configuration: config.path, folders: [.share: share.path]),
            isCompressed: isCompressed, password: password, instance: "test", producerVersion: "1.0")
    }

    private func write(
        _ made: PackedApps, isCompressed: Bool = true, password: String? = nil,
        report: @escaping (BackupProgress) -> Void = { _ in }
    ) throws -> Merged {
        var admitted: SizeForecast?
        let writer = BackupWriter(
            request(isCompressed: isCompressed, password: password),
            apps: try AppsBackup(of: MemoryBackup(made.archive), isCompressed: isCompressed),
            cancellation: Cancellation(), admit: { admitted = $0 }, report: report)
        let tar = TarWriter(ByteCollector(), dialect: .ustar)
        let summary = try writer.write(into: tar)
        return Merged(archive: try tar.finish().bytes, summary: summary, admitted: admitted)
    }
}

/// A backup that is another one once its manifest was read.
private final class ChangingBackup: BackupFile {
    let name = "changing.tar"
    let size: Int64
    private let before: MemoryBackup
    private let after: MemoryBackup

    init(before: [UInt8], after: [UInt8]) {
        size = Int64(before.count)
        self.before = MemoryBackup(before)
        self.after = MemoryBackup(after)
    }

    func source(from offset: Int64, count: Int64) throws -> any ByteSource {
        // The index is read in small pieces.
        try (count <= 4_096 ? before : after).source(from: offset, count: count)
    }
}
