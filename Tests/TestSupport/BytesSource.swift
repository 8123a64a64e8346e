import Pipe

/// Bytes as a source that gives at most `step` of them at once.
package final class BytesSource: ByteSource {
    private var rest: ArraySlice<UInt8>
    private let step: Int
    /// How many were read.
    package private(set) var used = 0

    package init(_ bytes: some Sequence<UInt8>, step: Int = .max) {
        rest = ArraySlice(bytes)
        self.step = step
    }

    package func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let piece = rest.prefix(min(buffer.count, step))
        buffer.copyBytes(from: piece)
        rest = rest.dropFirst(piece.count)
        used += piece.count
        return piece.count
    }
}

extension ByteSource {
    /// Everything to the end, read in pieces of `step` bytes.
    package func everything(step: Int = 8_192) throws -> [UInt8] {
        var all: [UInt8] = []
        while case let piece = try bytes(step), !piece.isEmpty { all += piece }
        return all
    }
}
