import Archive
import Pipe

// Members that come ready-made: those of the apps.
extension BackupWriter {
    /// What a member has in our archive, in bytes.
    func storedSize(of member: AppsBackup.Member) -> Int64 {
        keys == nil ? member.size : SecureTar.sealedSize(of: member.size)
    }

    func noteLeftOut(of apps: AppsBackup) {
        for name in apps.leftOut {
            notices.add(
                .warning, Array(name.utf8), "is not in the backup: the Supervisor could not save it as a whole.")
        }
    }

    /// Copies a member as it is, sealed if there is a password. It is opened on the way, so that one that is damaged ends
    /// the backup instead of being kept.
    func write<Sink: ByteSink & ~Copyable>(
        _ member: AppsBackup.Member, of apps: AppsBackup, into archive: TarWriter<Sink>
    ) throws -> MemberStatistics {
        report(.item(member.name))
        let outer = MemberWriter(into: archive, keys: keys)
        try outer.begin(entry(member.name, size: member.size))
        forecast.reserve(size: outer.storedSize)
        let copy = CopiedSource(try apps.source(of: member), to: outer)
        let stored = WatchedSource(copy, cancellation: cancellation)
        let tarBytes: Int64
        do {
            tarBytes = try checkedTarSize(of: member, stored)
            try stored.drain()
            guard copy.count == member.size else { throw ArchiveDamage.cut(offset: copy.count) }
        } catch let damage as ArchiveDamage {
            throw AppsBackupError.memberDamaged(name: member.name, damage)
        }
        self.stored.append(try outer.finish(tarBytes: tarBytes))
        forecast.finish(size: outer.storedSize)
        reportForecast()
        return MemberStatistics(
            name: member.name, tarBytes: tarBytes, reservedBytes: member.size, estimatedBytes: member.size,
            fillerBytes: 0)
    }

    /// Walks through the inner tar to its end.
    /// - Returns: bytes of it.
    private func checkedTarSize(of member: AppsBackup.Member, _ stored: WatchedSource) throws -> Int64 {
        let content = try MemberContent(stored, size: member.size, secret: nil)
        guard content.isCompressed == request.isCompressed else {
            throw ArchiveDamage.badCompression(offset: 0, reason: "it is not packed as its name says")
        }
        let inner = WatchedSource(content.tar, cancellation: cancellation)
        try TarReader(inner).finish()
        try inner.drain()
        return inner.count
    }
}

/// A source of which all that is read goes into a member of the archive as well.
private final class CopiedSource<Sink: ByteSink & ~Copyable>: ByteSource {
    private let source: any ByteSource
    private let member: MemberWriter<Sink>
    private(set) var count: Int64 = 0

    init(_ source: any ByteSource, to member: MemberWriter<Sink>) {
        self.source = source
        self.member = member
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let got = try source.read(into: buffer)
        try member.write(UnsafeRawBufferPointer(rebasing: buffer[..<got]))
        count += Int64(got)
        return got
    }
}
