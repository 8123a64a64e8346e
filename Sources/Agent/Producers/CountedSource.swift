import Pipe

/// Counts what comes from another source.
final class CountedSource: ByteSource {
    private let source: any ClosableSource
    /// Bytes so far.
    private(set) var count: Int64 = 0

    init(_ source: any ClosableSource) {
        self.source = source
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let read = try source.read(into: buffer)
        count += Int64(read)
        return read
    }

    func close() {
        source.close()
    }
}
