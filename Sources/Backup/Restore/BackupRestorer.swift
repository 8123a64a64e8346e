import Archive
import Pipe

/// Restores a stored backup, or a part of it, into a folder: `backup.json`, `homeassistant/`, and a folder for each of the
/// other members (`share/`, `media/`, an app's slug).
///
/// Only members that can hold what is wanted are fetched, and those are read to their last byte, so that their checksums
/// and authentication are checked, which Home Assistant's own restore does not do.
package struct BackupRestorer {
    private let file: MeteredFile
    private let secret: SecureTarSecret?
    private let options: TreeExtractor.Options
    private let cancellation: Cancellation
    private let report: @Sendable (RestoreProgress) -> Void

    /// - Parameters:
    ///   - secret: the password's, for an encrypted backup.
    ///   - report: called on the restoring thread.
    package init(
        _ file: any BackupFile, secret: SecureTarSecret? = nil,
        options: TreeExtractor.Options = TreeExtractor.Options(), cancellation: Cancellation = Cancellation(),
        report: @escaping @Sendable (RestoreProgress) -> Void = { _ in }
    ) {
        self.file = MeteredFile(file, cancellation: cancellation) { report(.read(bytes: $0)) }
        self.secret = secret
        self.options = options
        self.cancellation = cancellation
        self.report = report
    }

    /// For a thread that may block. What cannot be restored in a safe way is left out and told in the summary.
    /// - Parameter path: the folder to restore into; made when it is not there and the one it lies in is.
    /// - Throws: `BackupDamage`, `RestoreError`, `CancellationRequested`, `CryptographyError`, the file's errors.
    package func restore(into path: String) throws -> RestoreSummary {
        let index = try BackupIndex(of: file, cancellation: cancellation)
        var entries = 0
        let extractor = try TreeExtractor(into: path, options: options, cancellation: cancellation) { path in
            report(.item(String(decoding: path.bytes, as: UTF8.self), entriesDone: entries))
            entries += 1
        }
        // Also when it fails: what was restored until then shall be of use.
        defer { extractor.finish() }
        try requireSpace(for: index, extractor)
        for member in index.members where !member.isSuperseded {
            try restore(member, isProtected: index.manifest.isProtected, extractor)
        }
        // After Home Assistant's parts, which damage of a stream shall not keep back.
        for stream in index.manifest.streams { try restore(stream, from: index, extractor) }
        extractor.finish()
        return summary(of: extractor)
    }

    /// Our own backups tell how large the unpacked members are. Of others what is stored is the least they need; there
    /// it shows file by file.
    private func requireSpace(for index: BackupIndex, _ extractor: TreeExtractor) throws {
        guard options.selection.isEverything, !options.overwrites else { return }
        let members = index.members.filter { !$0.isManifest }
        let told = index.manifest.recordedMembers ?? []
        let sizes = told.count == members.count ? told.map { max(0, $0.tarBytes) } : members.map(\.size)
        let needed = zip(members, sizes).filter { !$0.0.isSuperseded }.map(\.1)
        try extractor.requireSpace(needed.reduce(0) { $0.addingReportingOverflow($1).partialValue })
    }

    private func summary(of extractor: TreeExtractor) -> RestoreSummary {
        var summary = extractor.summary
        for pattern in extractor.options.selection.unused {
            summary.note(.warning, Array(pattern.utf8), "matches nothing in the backup")
        }
        return summary
    }
}

// Member by member.
extension BackupRestorer {
    private func restore(_ member: BackupIndex.Member, isProtected: Bool, _ extractor: TreeExtractor) throws {
        try cancellation.check()
        if member.isManifest { return try restoreManifest(member, extractor) }
        guard let part = member.name.memberPart else { return }
        do {
            let placement = try Placement(part: part)
            guard placement.folders.contains(where: options.selection.mayReach) else { return }
            let content = try open(member, isProtected: isProtected)
            try unpack(content, of: member, at: placement, extractor)
        } catch let refusal as EntryRefusal {
            extractor.refuse(Array(member.name.utf8), refusal)
        }
    }

    private func unpack(
        _ content: MemberContent, of member: BackupIndex.Member, at placement: Placement, _ extractor: TreeExtractor
    ) throws {
        let tar = TarReader(WatchedSource(content.tar, cancellation: cancellation))
        var path: [UInt8]?
        do {
            while let entry = try tar.next() {
                path = entry.path
                try extractor.extract(entry, content: tar, at: placement)
            }
            path = nil
            try tar.finish()
        } catch {
            throw blame(error, member.name, at: path)
        }
    }

    /// As the archive has it, with the time it was written.
    private func restoreManifest(_ member: BackupIndex.Member, _ extractor: TreeExtractor) throws {
        let count = member.contentOffset - member.headerOffset + member.size
        let tar = TarReader(try file.source(from: member.headerOffset, count: count), end: .anyBorder)
        do {
            if let entry = try tar.next() { try extractor.extract(entry, content: tar) }
        } catch {
            throw blame(error, member.name)
        }
    }

    /// As one file. What does not match its checksum never gets its name.
    private func restore(_ stream: StoredStream, from index: BackupIndex, _ extractor: TreeExtractor) throws {
        do throws(EntryRefusal) {
            let path = try EntryPath(Array(stream.path.utf8))
            guard path.components.count == 2 else { throw .leadsOut }
            guard options.selection.mayReach(into: path) else { return }
        } catch {
            return extractor.refuse(Array(stream.path.utf8), error)
        }
        do {
            let source = StreamSource(stream, try stream.pieces(in: index.members)) { [file, secret] piece in
                let stored = try file.source(from: piece.contentOffset, count: piece.size)
                return try stream.open(stored, size: piece.size, secret: secret)
            }
            try extractor.extract(TarMember(stream), content: WatchedSource(source, cancellation: cancellation))
        } catch {
            throw blame(error, stream.path)
        }
    }

    private func open(_ member: BackupIndex.Member, isProtected: Bool) throws -> MemberContent {
        do {
            let source = try file.source(from: member.contentOffset, count: member.size)
            return try MemberContent(source, size: member.size, secret: secret, isProtected: isProtected)
        } catch {
            throw blame(error, member.name)
        }
    }

    /// Damage is the member's, at the entry that was read when it showed.
    private func blame(_ error: any Error, _ member: String, at path: [UInt8]? = nil) -> any Error {
        switch error {
        case let damage as ArchiveDamage:
            let entry = path.map { String(decoding: $0.prefix(400), as: UTF8.self) }
            return RestoreError.damaged(member: member, entry: entry, damage)
        case let error as SystemError:
            return RestoreError.cannotRead(error)
        default:
            return error
        }
    }
}

extension TarMember {
    /// The file that a stream becomes. It may be a dump of anything: for its owner's eyes alone, and that is who restores it.
    fileprivate init(_ stream: StoredStream) {
        self.init(
            path: Array(stream.path.utf8), size: stream.size, mode: 0o600, owner: .max, group: .max,
            modified: Timestamp(seconds: stream.date))
    }
}
