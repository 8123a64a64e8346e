import Archive
import Backup
import Cryptography
import FoundationEssentials
import JSON
import Pipe
import TestSupport

/// A backup of a small configuration, with a stream in it that came from somewhere else.
struct StreamedBackup: Sendable {
    /// In the archive's order.
    private(set) var members: [(name: String, content: [UInt8])]
    let archive: [UInt8]
    let summary: BackupSummary

    /// Bytes of which no two pieces are alike.
    static func content(_ count: Int) -> [UInt8] {
        Array(noise.prefix(count))
    }

    private static let noise = {
        var random = SeededRandom(seed: 1)
        return (0..<400_000).flatMap { _ in withUnsafeBytes(of: random.next()) { Array($0) } }
    }()

    init(
        _ source: any ByteSource, password: String? = nil, isCompressed: Bool = true,
        into collector: ByteCollector = ByteCollector(), admit: @escaping (SizeForecast?) throws -> Void = { _ in },
        report: @escaping (BackupProgress) -> Void = { _ in }
    ) throws {
        let config = try SourceFolder()
        try config.file(".HA_VERSION", Array("2026.11.0".utf8))
        let request = BackupRequest(
            name: "Test", date: Date(timeIntervalSince1970: 1_767_225_599.5),
            source: BackupSource(configuration: config.path), isCompressed: isCompressed, password: password,
            instance: "test", producerVersion: "1.0")
        let stream = IncomingStream(name: "nightly", fileExtension: "sql.gz", source: source)
        let writer = BackupWriter(
            request, stream: stream, cancellation: Cancellation(), admit: admit, report: report)
        let tar = TarWriter(collector, dialect: .ustar)
        summary = try writer.write(into: tar)
        archive = try tar.finish().bytes
        members = []
        for member in try index.members {
            let stored = archive[Int(member.contentOffset)...].prefix(Int(member.size))
            members.append((member.name, Array(stored)))
        }
    }

    var index: BackupIndex {
        get throws { try BackupIndex(of: MemoryBackup(archive)) }
    }

    /// The same members in other places, below a manifest that says what it likes.
    func changed(
        members change: (inout [(name: String, content: [UInt8])]) -> Void = { _ in },
        manifest adjust: (inout [String: JSON]) -> Void = { _ in }
    ) throws -> [UInt8] {
        var changed = members.filter { $0.name != "./backup.json" }
        change(&changed)
        var manifest = try JSON(parsing: members.last?.content ?? []).object ?? [:]
        // A backup of somebody who knows how it is done: nothing but the streams themselves gives it away.
        manifest["drivepipe.checksum"] = nil
        manifest["drivepipe.members"] = nil
        adjust(&manifest)
        return try tar(changed + [("./backup.json", JSON.object(manifest).text)])
    }
}
