import Agent
import Catalog
import FoundationEssentials
import Logging
import Pipe
import TestSupport

/// A folder that keeps backups of a test's own, ten bytes each unless said otherwise.
final class Shelf: Sendable {
    let folder: TemporaryFolder
    let destination: FolderDestination
    let cancellation = Cancellation()

    init(days: Int = 0, in parent: String? = nil) throws {
        folder = try TemporaryFolder(in: parent)
        destination = FolderDestination(folder.path, instance: "home")
        for day in 0..<days { try add("day \(day)", day: day) }
    }

    /// All files, hidden ones too.
    var names: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
    }

    var log: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }

    @discardableResult
    func add(_ name: String, day: Int, instance: String = "home", bytes: Int = 10) throws -> StoredBackup {
        let pipe = Pipe(blockCount: max(2, bytes / 65_536 + 2), blockSize: 65_536)
        var writer = pipe.makeWriter()
        try writer.write(pattern(bytes))
        try writer.finish()
        return try receive(pipe.makeReader(), name, day: day, instance: instance)
    }

    func receive(
        _ reader: consuming PipeReader, _ name: String, day: Int, instance: String = "home"
    ) throws -> StoredBackup {
        var mark = BackupMark(
            instance: instance, slug: "0000000\(day)", date: "2026-01-0\(day + 1)T12:00:00+00:00", kind: .full)
        mark.name = name
        let label = BackupLabel(fileName: "\(name).tar", mark: mark)
        return try destination.receiver(cancellation).receive(reader, as: label, report: { _ in })
    }

    func prune(keepLast: Int) async -> JobOutcome {
        var options = PruneOptions(trigger: .cli)
        options.keepLast = keepLast
        return await PruneJob(
            options, configuration: Configuration(), destination: destination, cancellation: cancellation, log: log
        ).run()
    }
}

extension PipeWriter {
    mutating func write(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { try write($0) }
    }
}

/// Bytes that are not all the same.
func pattern(_ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
}
