/// A run of bytes of fixed capacity that exactly one stage owns at a time.
///
/// Blocks are made once, with their pipe, and go round: handing one over is a move, dropping one gives its memory back
/// to the pipe it came from. Nothing is allocated per block.
package struct Block: ~Copyable {
    private let memory: UnsafeMutableRawBufferPointer
    private let home: Pipe

    /// The number of bytes filled so far.
    package private(set) var count = 0

    init(memory: UnsafeMutableRawBufferPointer, home: Pipe) {
        self.memory = memory
        self.home = home
    }

    deinit {
        home.giveBack(memory)
    }

    /// The filled bytes. Valid as long as the block is not moved or dropped.
    package var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: memory[..<count])
    }

    package var isFull: Bool { count == memory.count }

    /// Copies as many bytes as fit.
    /// - Returns: how many that were.
    package mutating func append(_ source: UnsafeRawBufferPointer) -> Int {
        let taken = min(source.count, memory.count - count)
        guard taken > 0 else { return 0 }
        UnsafeMutableRawBufferPointer(rebasing: memory[count...]).copyMemory(
            from: UnsafeRawBufferPointer(rebasing: source[..<taken]))
        count += taken
        return taken
    }

    /// Lets a source put its bytes here, without a copy between.
    /// - Returns: how many that were; 0 at the source's end. Not to be called on a full block.
    mutating func fill(from source: borrowing some ByteSource) throws -> Int {
        let added = try source.read(into: UnsafeMutableRawBufferPointer(rebasing: memory[count...]))
        count += added
        return added
    }
}
