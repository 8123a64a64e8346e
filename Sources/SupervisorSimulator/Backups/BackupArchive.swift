import Archive
import FoundationEssentials
import JSON
import Pipe

/// The file of one backup, as the Supervisor writes it (`backups/backup.py`): members first, `./backup.json` last.
final class BackupArchive {
    private let archive: TarWriter<FileSink>
    private let order: BackupOrder
    private let keys: SecureTarKeys?

    init(_ path: String, _ order: BackupOrder) throws {
        self.order = order
        keys = try order.password.map { try SecureTarKeys(password: $0) }
        archive = TarWriter(try FileSink(creating: path), dialect: .pax)
    }

    /// A member of this name, without its ending.
    func add(_ name: String, _ build: (InnerTarBuilder) throws -> Void) throws {
        let builder = InnerTarBuilder()
        try build(builder)
        let tar = try builder.finish()
        let member = MemberWriter(into: archive, keys: keys)
        try tar.withUnsafeBytes { try write($0, of: name, into: member) }
        _ = try member.finish(tarBytes: Int64(tar.count))
    }

    private func write(_ tar: UnsafeRawBufferPointer, of name: String, into member: MemberWriter<FileSink>) throws {
        var entry = entry(name + (order.isCompressed ? ".tar.gz" : ".tar"))
        entry.size = Int64(tar.count)
        guard order.isCompressed else {
            try member.begin(entry)
            return try member.write(tar)
        }
        let exact = GzipMemberWriter<FileSink>.Sizing.measured(lookAhead: tar.count + tar.count / 100 + 65_536) { _ in
            // All of it fits into the look-ahead.
            throw TarError.memberTooLong
        }
        let gzip = GzipMemberWriter(
            entry, into: member, tarSize: Int64(tar.count), levels: PackingLevels(base: 6), sizing: exact,
            pool: PackingPool(threads: 1))
        try gzip.write(tar)
        _ = try gzip.finish()
    }

    /// The manifest and the end.
    func finish(_ manifest: JSON) throws {
        let text = manifest.text
        var entry = entry("./backup.json")
        entry.size = Int64(text.count)
        try archive.begin(entry)
        try text.withUnsafeBytes { try archive.write($0) }
        _ = try archive.finish()
    }

    private func entry(_ name: String) -> TarEntry {
        TarEntry(path: Array(name.utf8), modified: Timestamp(seconds: Int64(Date().timeIntervalSince1970)))
    }
}
