import Pipe

/// The consumer's side of a pipe, poured into a `ReplayWindow`; the block that does not fit whole waits here for the
/// next time, so that the window needs no room beyond one chunk.
struct BlockSource: ~Copyable {
    private var reader: PipeReader
    private var rest: Block?
    private var used = 0

    init(_ reader: consuming PipeReader) {
        self.reader = reader
    }

    /// Reads, waiting for the producer, until the window reaches an offset, is full or the pipe has ended.
    /// - Returns: true when the producer has finished and there is nothing left.
    /// - Throws: the producer's error.
    mutating func fill(_ window: inout ReplayWindow, upTo offset: Int64) throws -> Bool {
        while !window.isFull, window.end < offset {
            guard let block = try nextBlock() else { return true }
            let unread = UnsafeRawBufferPointer(rebasing: block.bytes[used...])
            let taken = window.append(UnsafeRawBufferPointer(rebasing: unread.prefix(Int(offset - window.end))))
            if taken < unread.count {
                used += taken
                rest = consume block
            } else {
                used = 0
            }
        }
        return false
    }

    private mutating func nextBlock() throws -> Block? {
        if let block = rest.take() { return block }
        return try reader.read()
    }

    /// Tells the producer why nobody reads any more.
    consuming func abort(_ error: any Error) {
        reader.abort(error)
    }
}
