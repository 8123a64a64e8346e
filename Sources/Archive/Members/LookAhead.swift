import Glibc

/// The start of a member's compressed bytes, held back so that a small member's size is known exactly.
///
/// Its memory comes from the system and goes back there: what the allocator once had of this size it would keep, and
/// the next member's would come on top.
struct LookAhead: ~Copyable {
    private let memory: UnsafeMutableRawBufferPointer
    private(set) var count = 0

    /// - Parameter capacity: bytes, at least 1. The memory is touched, and so used, only as far as it is filled.
    init(capacity: Int) {
        let start = mmap(nil, capacity, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let start, start != MAP_FAILED else { preconditionFailure("no memory for \(capacity) bytes") }
        memory = UnsafeMutableRawBufferPointer(start: start, count: capacity)
    }

    deinit {
        munmap(memory.baseAddress, memory.count)
    }

    /// - Returns: false, with nothing taken, when the bytes do not fit.
    mutating func append(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count <= memory.count - count else { return false }
        UnsafeMutableRawBufferPointer(rebasing: memory[count...]).copyMemory(from: bytes)
        count += bytes.count
        return true
    }

    /// Hands over what was held back, in order, and gives back the memory of each piece as soon as it was taken: what comes
    /// after it, up to the destination, fills with just these bytes.
    consuming func drain(_ take: (UnsafeRawBufferPointer) throws -> Void) throws {
        var rest = UnsafeMutableRawBufferPointer(rebasing: memory[..<count])
        while !rest.isEmpty {
            let piece = UnsafeMutableRawBufferPointer(rebasing: rest.prefix(Self.pieceSize))
            try take(UnsafeRawBufferPointer(piece))
            madvise(piece.baseAddress, piece.count, MADV_DONTNEED)
            rest = UnsafeMutableRawBufferPointer(rebasing: rest.dropFirst(Self.pieceSize))
        }
    }

    /// Bytes; whole pages of any size that there is.
    private static let pieceSize = 256 << 10
}
