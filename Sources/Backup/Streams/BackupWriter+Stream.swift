import Archive
import Cryptography
import FoundationEssentials
import Pipe

// What another program adds, piece by piece.
extension BackupWriter {
    /// Writes a stream from its first byte to its end, which alone makes it one of the backup.
    /// - Throws: the stream's errors; those of `admit` and of the sink.
    func write<Sink: ByteSink & ~Copyable>(
        _ stream: IncomingStream, into archive: TarWriter<Sink>
    ) throws -> MemberStatistics {
        let pieces = StreamPieces(stream.source)
        var isMore = try pieces.lookAhead()
        try admit(nil)
        var record = StoredStream(
            name: stream.name, fileExtension: stream.fileExtension, pieces: 0, size: 0, sha256: "",
            isProtected: keys != nil, date: Int64(request.date.timeIntervalSince1970))
        report(.item(record.path))
        while isMore {
            try cancellation.check()
            record.pieces += 1
            try writePiece(record.pieceName(record.pieces), of: pieces, into: archive)
            isMore = try pieces.lookAhead()
        }
        record.size = pieces.taken
        record.sha256 = pieces.finishDigest()
        streams = [record]
        return MemberStatistics(
            name: record.path, tarBytes: pieces.taken, reservedBytes: pieces.taken + pieces.filler,
            estimatedBytes: pieces.taken, fillerBytes: pieces.filler)
    }

    private func writePiece<Sink: ByteSink & ~Copyable>(
        _ name: String, of pieces: StreamPieces, into archive: TarWriter<Sink>
    ) throws {
        let member = MemberWriter(into: archive, keys: keys)
        try member.begin(entry(name, size: pieces.nextSize))
        let content = try pieces.writeNext { try member.write($0) }
        stored.append(try member.finish(tarBytes: content))
    }
}
