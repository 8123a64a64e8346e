import Archive
import Pipe

/// What is in a stored backup and where, read with one small request a member and without its contents.
package struct BackupIndex: Sendable, Equatable {
    /// A member of the outer archive.
    package struct Member: Sendable, Equatable {
        /// As written, with or without `./`; bytes that are not UTF-8 replaced.
        package var name: String
        /// Bytes from the start of the backup to the member's header.
        package var headerOffset: Int64
        /// Bytes from the start of the backup to the member's content.
        package var contentOffset: Int64
        /// Bytes of content.
        package var size: Int64
        /// A later member has the same name, and takes its place.
        package var isSuperseded = false

        package var isManifest: Bool { name.isManifestName }
    }

    /// The most members that are taken; Home Assistant has one an app and a few more.
    package static let memberLimit = 10_000
    private static let pieceSize: Int64 = 4_096

    /// In the archive's order, `backup.json` and superseded ones included.
    package let members: [Member]
    package let manifest: StoredManifest

    /// Goes from header to header, and reads `backup.json` wherever it stands.
    /// - Throws: `BackupDamage`; `CancellationRequested`; the file's errors.
    package init(of file: any BackupFile, cancellation: Cancellation = Cancellation()) throws {
        let reader = TarReader(PiecewiseSource(file, pieceSize: Self.pieceSize), end: .anyBorder)
        var list = MemberList()
        var manifest: StoredManifest?
        do {
            while let member = try reader.next() {
                try cancellation.check()
                guard let member = try list.add(member, contentOffset: reader.position) else { continue }
                if member.isManifest { manifest = try Self.manifest(from: reader, size: member.size) }
            }
        } catch let damage as ArchiveDamage {
            throw BackupDamage.archive(damage)
        }
        guard let manifest else { throw BackupDamage.manifestMissing }
        self.manifest = manifest
        members = list.members
    }

    private static func manifest(from reader: TarReader, size: Int64) throws -> StoredManifest {
        guard size <= StoredManifest.sizeLimit else { throw BackupDamage.badManifest(reason: "it is far too large") }
        return try StoredManifest(parsing: reader.bytes(Int(size)))
    }
}
