/// The block being filled and the 32 KiB before it, side by side in one memory.
struct DeflateWindow: ~Copyable {
    /// Two stored deflate blocks exactly, so that storing block by block costs no more than storing the whole.
    static let blockSize = 2 * Int(SizeReservation.storedLimit)

    private let memory = UnsafeMutableRawBufferPointer.allocate(
        byteCount: Deflater.windowSize + blockSize, alignment: 64)
    private var history = 0
    private(set) var count = 0

    deinit {
        memory.deallocate()
    }

    /// The bytes of the block so far.
    var block: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: memory[Deflater.windowSize..<Deflater.windowSize + count])
    }

    /// What came before the block, up to 32 KiB.
    var dictionary: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: memory[Deflater.windowSize - history..<Deflater.windowSize])
    }

    var isFull: Bool { count == Self.blockSize }

    /// Copies as many bytes as fit. Returns how many that were.
    mutating func append(_ bytes: UnsafeRawBufferPointer) -> Int {
        let taken = min(bytes.count, Self.blockSize - count)
        UnsafeMutableRawBufferPointer(rebasing: memory[(Deflater.windowSize + count)...])
            .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<taken]))
        count += taken
        return taken
    }

    /// Starts the next block; the end of this one becomes its dictionary.
    mutating func advance() {
        let kept = min(Deflater.windowSize, history + count)
        let end = Deflater.windowSize + count
        UnsafeMutableRawBufferPointer(rebasing: memory[(Deflater.windowSize - kept)..<Deflater.windowSize])
            .copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[(end - kept)..<end]))
        history = kept
        count = 0
    }
}
