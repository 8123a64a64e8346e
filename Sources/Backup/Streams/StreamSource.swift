import Archive
import Pipe

/// A stream put together again from its pieces. They are opened when they are read, and its last bytes come out only
/// when all the pieces were read to their ends and the checksum is right.
final class StreamSource: ByteSource {
    private let open: (BackupIndex.Member) throws -> any ByteSource
    private var pieces: ArraySlice<BackupIndex.Member>
    private var piece: (any ByteSource)?
    private var assembly: StreamAssembly
    private var failure: (any Error)?

    /// - Parameters:
    ///   - pieces: in their order.
    ///   - open: gives the content of one.
    init(
        _ stream: StoredStream, _ pieces: [BackupIndex.Member],
        open: @escaping (BackupIndex.Member) throws -> any ByteSource
    ) {
        self.pieces = pieces[...]
        self.open = open
        assembly = StreamAssembly(stream)
    }

    /// - Throws: `ArchiveDamage`; what opening throws; the pieces' errors.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        if let failure { throw failure }
        do {
            return try next(into: buffer)
        } catch {
            failure = error
            throw error
        }
    }

    private func next(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        while !assembly.isWhole {
            guard let piece = try openPiece() else { break }
            let got = try piece.read(into: buffer)
            let count = assembly.take(UnsafeRawBufferPointer(rebasing: buffer[..<got]))
            if got == 0 { self.piece = nil }
            if assembly.isWhole { try finish() }
            if count > 0 { return count }
        }
        if !assembly.isWhole { try assembly.finish() }
        return 0
    }

    private func openPiece() throws -> (any ByteSource)? {
        if let piece { return piece }
        piece = try pieces.popFirst().map(open)
        return piece
    }

    private func finish() throws {
        // To the end of what is sealed, which alone says that nothing was cut off.
        _ = try piece?.skip(.max)
        piece = nil
        guard pieces.isEmpty else { throw ArchiveDamage.unexpectedData(offset: 0, reason: "there are more pieces") }
        try assembly.finish()
    }
}
