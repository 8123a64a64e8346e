import Archive
import Pipe

/// A part of a stored backup, fetched in small pieces as it is read; what is skipped is not fetched.
///
/// For reading here and there: every piece may be a request of its own.
final class PiecewiseSource: ByteSource {
    private let file: any BackupFile
    private let pieceSize: Int64
    private let end: Int64
    private var piece: ArraySlice<UInt8> = []
    /// Of the first byte behind the piece.
    private var offset: Int64

    /// - Parameters:
    ///   - offset: where it begins.
    ///   - count: bytes after which it ends, at most what there is; nil for all.
    ///   - pieceSize: bytes that are fetched at least.
    init(_ file: any BackupFile, from offset: Int64 = 0, count: Int64? = nil, pieceSize: Int64) {
        let size = max(0, file.size)
        self.file = file
        self.pieceSize = pieceSize
        self.offset = min(max(0, offset), size)
        end = self.offset + min(max(0, count ?? size), size - self.offset)
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        if piece.isEmpty { try fetch(max(pieceSize, Int64(buffer.count))) }
        let part = piece.prefix(buffer.count)
        buffer.copyBytes(from: part)
        piece = piece.dropFirst(part.count)
        return part.count
    }

    func skip(_ count: Int64) -> Int64 {
        let inPiece = min(max(0, count), Int64(piece.count))
        piece = piece.dropFirst(Int(inPiece))
        let beyond = min(max(0, count) - inPiece, end - offset)
        offset += beyond
        return inPiece + beyond
    }

    private func fetch(_ wanted: Int64) throws {
        let count = min(wanted, end - offset)
        guard count > 0 else { return }
        piece = try file.source(from: offset, count: count).bytes(Int(count))[...]
        offset += Int64(piece.count)
        guard piece.count == Int(count) else { throw ArchiveDamage.cut(offset: offset) }
    }
}
