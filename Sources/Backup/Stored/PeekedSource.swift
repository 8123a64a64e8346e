import Pipe

/// A source whose first bytes were looked at, and which gives them all the same.
final class PeekedSource: ByteSource {
    private let source: any ByteSource
    private var rest: ArraySlice<UInt8>
    /// The first bytes, fewer than asked for only where there are no more.
    let start: [UInt8]

    init(_ source: any ByteSource, count: Int) throws {
        self.source = source
        start = try source.bytes(count)
        rest = start[...]
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        guard !rest.isEmpty else { return try source.read(into: buffer) }
        let part = rest.prefix(buffer.count)
        buffer.copyBytes(from: part)
        rest = rest.dropFirst(part.count)
        return part.count
    }
}
