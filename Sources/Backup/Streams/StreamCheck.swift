import Archive
import Pipe

/// Verifies a stream while its pieces are read one after another.
final class StreamCheck {
    private let stream: StoredStream
    private var assembly: StreamAssembly
    private var seen: Int64 = 0
    private var isInOrder = true
    /// A piece could not be read, which is told of the piece.
    private var isBroken = false

    init(_ stream: StoredStream) {
        self.stream = stream
        assembly = StreamAssembly(stream)
    }

    func isPiece(_ name: String) -> Bool { stream.isPiece(name) }

    /// Whether the piece is the one by which one sees whether the password is right.
    func isFirst(_ name: String) -> Bool { name == stream.pieceName(1) }

    /// Opens the next piece.
    func open(_ name: String, _ source: any ByteSource, size: Int64, secret: SecureTarSecret?) throws -> any ByteSource
    {
        seen += 1
        isInOrder = isInOrder && name == stream.pieceName(seen) && (seen == 1 || !assembly.isWhole)
        return try unbroken { try stream.open(source, size: size, secret: secret) }
    }

    /// Reads the piece that was opened to its end.
    func read(_ content: any ByteSource) throws {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 4096)
        defer { buffer.deallocate() }
        while true {
            let got = try unbroken { try content.read(into: buffer) }
            if got == 0 { return }
            _ = assembly.take(UnsafeRawBufferPointer(rebasing: buffer[..<got]))
        }
    }

    private func unbroken<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch {
            isBroken = true
            throw error
        }
    }

    /// What is wrong with the whole, once everything was read.
    func finish() -> VerificationProblem? {
        if isBroken { return nil }
        do throws(ArchiveDamage) {
            guard isInOrder, seen == stream.pieces, stream.size > 0 else { throw .badPieces(of: stream.path) }
            try assembly.finish()
            return nil
        } catch {
            return VerificationProblem(error, in: stream.path)
        }
    }
}
