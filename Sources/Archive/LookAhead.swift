/// The start of a member's compressed bytes, held back so that a small member's size is known exactly.
struct LookAhead: ~Copyable {
    private let memory: UnsafeMutableRawBufferPointer
    private(set) var count = 0

    /// - Parameter capacity: bytes. The memory is touched, and so used, only as far as it is filled.
    init(capacity: Int) {
        memory = .allocate(byteCount: capacity, alignment: 64)
    }

    deinit {
        memory.deallocate()
    }

    var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: memory[..<count])
    }

    /// - Returns: false, with nothing taken, when the bytes do not fit.
    mutating func append(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count <= memory.count - count else { return false }
        UnsafeMutableRawBufferPointer(rebasing: memory[count...]).copyMemory(from: bytes)
        count += bytes.count
        return true
    }
}
