import Archive
import Backup
import Cryptography
import FoundationEssentials
import Glibc
import JSON
import Pipe
import TestSupport
import Testing

@Suite struct StreamBackupTests {
    private static let mebibyte = 1 << 20
    private static let sizes = [1, 65_536, mebibyte - 1, mebibyte, mebibyte + 1, 2 * mebibyte + 7]

    @Test(arguments: sizes, [nil, "key"])
    func `a stream comes back as it came, beside what Home Assistant reads`(size: Int, password: String?) throws {
        let content = StreamedBackup.content(size)
        let backup = try StreamedBackup(BytesSource(content), password: password)
        let target = try RestoreTarget()
        let restorer = BackupRestorer(
            MemoryBackup(backup.archive), secret: password.map(SecureTarSecret.init(password:)))
        let summary = try restorer.restore(into: target.path)
        #expect(summary.refused == 0 && summary.notices.warningCount == 0)
        #expect(try read("\(target.path)/pipe/nightly.sql.gz") == content)
        #expect(try target.status("pipe/nightly.sql.gz").st_mode & 0o777 == 0o600)
        #expect(try target.content("homeassistant/.HA_VERSION") == "2026.11.0")
        #expect(try target.names.filter { $0.hasPrefix("pipe") } == ["pipe", "pipe/nightly.sql.gz"])
    }

    @Test(arguments: [nil, "key"]) func `it is good in every depth`(password: String?) throws {
        let backup = try StreamedBackup(BytesSource(StreamedBackup.content(3_000_000)), password: password)
        for depth in [VerificationReport.Depth.full, .header] {
            let report = try verify(backup.archive, password, depth)
            #expect(report.problems == [] && report.contentsChecked == (depth == .full))
        }
    }

    @Test func `the pieces come first, named so that Home Assistant passes over them, the manifest last`() throws {
        let backup = try StreamedBackup(BytesSource(StreamedBackup.content(2_100_000)))
        #expect(
            backup.members.map(\.name) == [
                "pipe/nightly.0001", "pipe/nightly.0002", "pipe/nightly.0003", "homeassistant.tar.gz", "./backup.json",
            ])
        let stream = try #require(backup.index.manifest.streams.first)
        #expect(stream.path == "pipe/nightly.sql.gz" && stream.size == 2_100_000 && stream.pieces == 3)
        #expect(stream.sha256 == Digest.hex(.sha256, of: StreamedBackup.content(2_100_000)))
        #expect(backup.summary.members.map(\.name) == ["pipe/nightly.sql.gz", "homeassistant.tar.gz"])
        #expect(backup.summary.members.first?.fillerBytes == 0)
    }

    @Test func `the pieces grow with the stream, and what the last one promises too much are zeros`() throws {
        // After 33 MiB a piece is larger than what is looked at before its size is told.
        let size = (34 << 20) + 10_000
        let backup = try StreamedBackup(Zeroes(count: size))
        let stream = try #require(backup.index.manifest.streams.first)
        #expect(stream.size == Int64(size) && stream.pieces == 34)
        #expect(backup.summary.members.first?.fillerBytes == 33 * Int64(Self.mebibyte) / 32 - 1_058_576)
        #expect(try verify(backup.archive, nil, .full).problems == [])
    }

    @Test func `nothing is asked for before the stream has begun, and nothing of the folders before it has ended`()
        throws
    {
        var log: [String] = []
        let source = BytesSource(StreamedBackup.content(1_200_000))
        let backup = try StreamedBackup(
            source, admit: { log.append($0 == nil ? "admit blindly" : "admit") },
            report: {
                switch $0 {
                case .planned: log.append("planned")
                case .item(let name): log.append(name)
                default: break
                }
            })
        #expect(log.prefix(4) == ["admit blindly", "pipe/nightly.sql.gz", "planned", "admit"])
        #expect(try backup.index.members.count == 4)
    }

    @Test(arguments: [nil, "key"])
    func `what it will have, pieces included, is known to the byte when the stream has ended`(password: String?) throws
    {
        var forecast: SizeForecast?
        let backup = try StreamedBackup(
            BytesSource(StreamedBackup.content(3_000_000)), password: password, isCompressed: false,
            admit: { forecast = $0 })
        #expect(forecast == SizeForecast(exactly: Int64(backup.archive.count)))
    }

    @Test(arguments: [0, 1, 511, 65_536, 1 << 20, (1 << 20) + 1, 2_500_000])
    func `a stream that fails ends the backup before anything could take it for one`(offset: Int) throws {
        let collector = ByteCollector()
        let source = FailingSource(StreamedBackup.content(offset))
        #expect(throws: ArchiveDamage.cut(offset: Int64(offset))) { try StreamedBackup(source, into: collector) }
        #expect(collector.bytes.firstRange(of: Array("backup.json".utf8)) == nil)
        #expect(throws: (any Error).self) { try BackupIndex(of: MemoryBackup(collector.bytes)) }
    }

    @Test func `a backup that is cut anywhere is none`() throws {
        let archive = try StreamedBackup(BytesSource(StreamedBackup.content(1_100_000))).archive
        for place in stride(from: 0, to: archive.count - 2_048, by: 90_001) {
            let report = try verify(Array(archive[..<place]), nil, .full)
            #expect(!report.isGood)
        }
    }

    @Test(arguments: [nil, "key"]) func `a changed bit of a piece is found`(password: String?) throws {
        let backup = try StreamedBackup(BytesSource(StreamedBackup.content(1_100_000)), password: password)
        let piece = try #require(backup.index.members.dropFirst().first)
        var archive = backup.archive
        archive[Int(piece.contentOffset + piece.size - 3)] ^= 1
        #expect(try !verify(archive, password, .full).isGood)
        let target = try RestoreTarget()
        let restorer = BackupRestorer(MemoryBackup(archive), secret: password.map(SecureTarSecret.init(password:)))
        let error = #expect(throws: RestoreError.self) { try restorer.restore(into: target.path) }
        #expect(error?.code == (password == nil ? "archive_checksum_mismatch" : "archive_tampered"))
        // Home Assistant's part is there all the same, and nothing of the stream.
        #expect(try target.names.filter { !$0.hasPrefix("homeassistant") } == ["backup.json", "pipe"])
    }

    @Test func `a wrong password, and none, are told like those of other members`() throws {
        let backup = try StreamedBackup(BytesSource([1, 2, 3]), password: "key")
        #expect(try verify(backup.archive, "other", .full).problems.map(\.code).contains("wrong_password"))
        let unopened = try verify(backup.archive, nil, .full)
        #expect(unopened.isGood && !unopened.contentsChecked)
        for (password, code) in [("other", "wrong_password"), (nil, "password_needed")] {
            let target = try RestoreTarget()
            let options = TreeExtractor.Options(selection: Selection(["pipe"]))
            let restorer = BackupRestorer(
                MemoryBackup(backup.archive), secret: password.map(SecureTarSecret.init(password:)), options: options)
            #expect(throws: RestoreError.self) { try restorer.restore(into: target.path) }
            let error = #expect(throws: RestoreError.self) { try restorer.restore(into: target.path) }
            #expect(error?.code == code)
        }
    }

    @Test func `only what is wanted is restored, and only over what may be replaced`() throws {
        let backup = try StreamedBackup(BytesSource([1, 2, 3]))
        let target = try RestoreTarget()
        func restore(_ options: TreeExtractor.Options) throws -> RestoreSummary {
            try BackupRestorer(MemoryBackup(backup.archive), options: options).restore(into: target.path)
        }
        _ = try restore(TreeExtractor.Options(selection: Selection(["homeassistant"])))
        #expect(try !target.names.contains("pipe"))
        let one = try restore(TreeExtractor.Options(selection: Selection(["pipe/nightly.sql.gz"])))
        #expect(one.files == 1 && one.notices.list.isEmpty)
        try target.write("mine", to: "pipe/nightly.sql.gz")
        let again = try restore(TreeExtractor.Options(selection: Selection(["pipe"])))
        #expect(again.refused == 1)
        #expect(try target.content("pipe/nightly.sql.gz") == "mine")
        _ = try restore(TreeExtractor.Options(overwrites: true, selection: Selection(["pipe"])))
        #expect(try read("\(target.path)/pipe/nightly.sql.gz") == [1, 2, 3])
    }

    private func verify(
        _ archive: [UInt8], _ password: String?, _ depth: VerificationReport.Depth
    ) throws -> VerificationReport {
        try BackupVerifier(MemoryBackup(archive), secret: password.map(SecureTarSecret.init(password:))).verify(depth)
    }

    private func read(_ path: String) throws -> [UInt8] {
        try Array(Data(contentsOf: URL(filePath: path)))
    }
}
