import Pipe

/// A source with a look at what comes next, for stages that cannot know how much they need.
final class BufferedSource {
    private let source: any ByteSource
    private let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 * 1024, alignment: 16)
    private var range = 0..<0

    /// Bytes used so far.
    private(set) var position: Int64 = 0

    init(_ source: any ByteSource) {
        self.source = source
    }

    deinit {
        memory.deallocate()
    }

    /// The bytes at hand, valid until the next call.
    var buffered: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: memory[range]) }

    func use(_ count: Int) {
        range = range.lowerBound + count..<range.upperBound
        position += Int64(count)
    }

    /// Gets more where there is nothing at hand.
    /// - Returns: false at the end of the source.
    func refill() throws -> Bool {
        if range.isEmpty { range = 0..<(try source.read(into: memory)) }
        return !range.isEmpty
    }

    func isAtEnd() throws -> Bool { try !refill() }

    /// - Throws: `ArchiveDamage.cut` at the end of the source.
    func byte() throws -> UInt8 {
        guard try refill() else { throw ArchiveDamage.cut(offset: position) }
        let byte = memory[range.lowerBound]
        use(1)
        return byte
    }

    /// A number of up to four bytes, the lowest first.
    func littleEndian(_ count: UInt32) throws -> UInt32 {
        var value: UInt32 = 0
        for index in 0..<count { value |= UInt32(try byte()) << (8 * index) }
        return value
    }
}
