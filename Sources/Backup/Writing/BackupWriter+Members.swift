import Archive
import Pipe

/// One inner tar to be.
struct Part {
    let folder: BackupFolder?
    let tree: FileTree
    /// How its tar compresses; nil in a backup that is not compressed.
    let estimate: SizeEstimate?

    /// The most bytes of tar that its member is made for.
    var tarLimit: Int64 { tree.tarSize + tree.growthAllowance }

    func memberName(isCompressed: Bool) -> String {
        (folder?.rawValue ?? "homeassistant") + (isCompressed ? ".tar.gz" : ".tar")
    }
}

// From a planned tree to a member of the archive.
extension BackupWriter {
    func write<Sink: ByteSink & ~Copyable>(
        _ part: Part, into archive: TarWriter<Sink>
    ) throws -> MemberStatistics {
        let statistics =
            try request.isCompressed ? writeCompressed(part, into: archive) : writePlain(part, into: archive)
        forecast.finish(size: stored.last?.size ?? statistics.reservedBytes)
        reportForecast()
        return statistics
    }

    private func writeCompressed<Sink: ByteSink & ~Copyable>(
        _ part: Part, into archive: TarWriter<Sink>
    ) throws -> MemberStatistics {
        let before = notices
        do {
            return try compress(
                part, into: archive,
                sizing: part.estimate.map { estimate in
                    .measured(lookAhead: request.lookAhead) { _ in estimate }
                } ?? .ceiling)
        } catch is ReservationOverrun {
            // Readers take the last member of a name; this one cannot fail. What the first attempt noticed it will
            // notice again.
            notices = before
            forecast.supersede()
            // Let go of by the first attempt; what they grew by meanwhile has room in the second.
            part.tree.holdDatabasesAgain()
            var statistics = try compress(part, into: archive, sizing: .ceiling)
            statistics.supersedes = true
            return statistics
        }
    }

    private func compress<Sink: ByteSink & ~Copyable>(
        _ part: Part, into archive: TarWriter<Sink>, sizing: GzipMemberWriter<Sink>.Sizing
    ) throws -> MemberStatistics {
        let outer = MemberWriter(into: archive, keys: keys)
        let member = GzipMemberWriter(
            entry(part.memberName(isCompressed: true)), into: outer,
            tarSize: part.tarLimit, levels: request.levels, sizing: sizing, pool: pool
        ) { [self] _ in
            forecast.reserve(size: outer.storedSize)
            reportForecast()
        }
        let tar = TarWriter(member, dialect: .pax)
        do {
            // With more entries the end of the tar may take another record.
            try fill(tar, from: part.tree, allowance: part.tree.growthAllowance - tarRecordSize)
            _ = try tar.finish()
            let statistics = try member.finish()
            stored.append(try outer.finish(tarBytes: tar.written))
            return statistics
        } catch let overrun as ReservationOverrun {
            // What was written stays in the archive, as a member that is whole in itself.
            stored.append(try outer.finish(tarBytes: tar.written))
            throw overrun
        }
    }

    private func writePlain<Sink: ByteSink & ~Copyable>(
        _ part: Part, into archive: TarWriter<Sink>
    ) throws -> MemberStatistics {
        let name = part.memberName(isCompressed: false)
        let size = part.tree.tarSize
        let outer = MemberWriter(into: archive, keys: keys)
        try outer.begin(entry(name, size: size))
        forecast.reserve(size: outer.storedSize)
        reportForecast()
        let tar = TarWriter(outer, dialect: .pax)
        try fill(tar, from: part.tree, allowance: 0)
        _ = try tar.finish()
        // Files that vanished leave a tar that is shorter than promised; zeros after its end are ignored.
        let filler = size - tar.written
        try outer.write(zeros: filler)
        stored.append(try outer.finish(tarBytes: tar.written))
        return MemberStatistics(
            name: name, tarBytes: tar.written, reservedBytes: size, estimatedBytes: size, fillerBytes: filler)
    }

    private func fill<Sink: ByteSink & ~Copyable>(
        _ tar: TarWriter<Sink>, from tree: FileTree, allowance: Int64
    ) throws {
        var archiver = TreeArchiver(tree, allowance: allowance, cancellation: cancellation) { [self] entry in
            report(.item(String(decoding: entry.path, as: UTF8.self)))
        }
        defer { notices.add(archiver.notices) }
        try archiver.write(into: tar)
        try tree.checkStillThere()
    }
}
