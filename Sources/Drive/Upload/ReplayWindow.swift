/// The bytes of an upload that the server has not acknowledged yet, in one piece of memory that never grows.
///
/// This is all that is needed to resume after any fault but the loss of the session. Copying into it is the one copy of
/// the upload path. Offsets are those of the file.
package struct ReplayWindow: ~Copyable {
    private let memory: UnsafeMutableRawBufferPointer
    private var first = 0
    private var count = 0
    /// The offset of the first byte held: everything below is acknowledged.
    package private(set) var start: Int64 = 0

    /// - Parameter capacity: bytes, at least one.
    package init(capacity: Int) {
        memory = .allocate(byteCount: max(1, capacity), alignment: 64)
    }

    deinit {
        memory.deallocate()
    }

    /// The offset behind the last byte held.
    package var end: Int64 { start + Int64(count) }

    package var isFull: Bool { count == memory.count }

    /// Copies as many bytes as fit.
    /// - Returns: how many that were.
    package mutating func append(_ bytes: UnsafeRawBufferPointer) -> Int {
        let taken = min(bytes.count, memory.count - count)
        guard taken > 0 else { return 0 }
        if memory.count - first - count < taken { moveToFront() }
        let target = UnsafeMutableRawBufferPointer(rebasing: memory[(first + count)...])
        target.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<taken]))
        count += taken
        return taken
    }

    /// Lets go of the bytes below an offset.
    /// - Returns: false, and nothing happens, for an offset that the window cannot know: below what is acknowledged or
    ///   above what it holds.
    package mutating func acknowledge(upTo offset: Int64) -> Bool {
        guard start...end ~= offset else { return false }
        let released = Int(offset - start)
        start = offset
        count -= released
        first = count == 0 ? 0 : first + released
        return true
    }

    /// The bytes of a range of the file; nil when the window does not hold all of them. Valid until the next change.
    package func bytes(_ range: Range<Int64>) -> UnsafeRawBufferPointer? {
        guard start <= range.lowerBound, range.upperBound <= end else { return nil }
        let from = first + Int(range.lowerBound - start)
        return UnsafeRawBufferPointer(rebasing: memory[from..<(from + range.count)])
    }

    /// Only after a short acknowledgement is there anything to move.
    private mutating func moveToFront() {
        memory.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[first..<(first + count)]))
        first = 0
    }
}
