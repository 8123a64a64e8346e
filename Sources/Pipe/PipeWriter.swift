/// The producer's end of a `Pipe`: bytes go in, and only `finish()` makes them a whole.
///
/// Dropped without `finish()`, it fails the pipe with `PipeError.producerVanished`: a producer that throws, returns early
/// or is forgotten can never look like one that is done.
package struct PipeWriter: ~Copyable, ByteSink {
    private let pipe: Pipe
    private let tee: Tee?
    private var current: Block?
    private var isEnded = false

    init(_ pipe: Pipe, _ tee: Tee?) {
        self.pipe = pipe
        self.tee = tee
    }

    deinit {
        guard !isEnded else { return }
        pipe.fail(PipeError.producerVanished)
        tee?.fail(PipeError.producerVanished)
    }

    /// Copies the bytes into the pipe, waiting while it is full.
    /// - Throws: the consumer's error once the consumer has aborted.
    package mutating func write(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes
        while !rest.isEmpty {
            var block = if let open = current.take() { open } else { try pipe.takeFree() }
            let taken = block.append(rest)
            rest = UnsafeRawBufferPointer(rebasing: rest[taken...])
            if block.isFull {
                try send(block)
            } else {
                current = consume block
            }
        }
    }

    /// Puts all that a source gives into the pipe, up to the source's end, straight into the pipe's memory.
    /// - Throws: the consumer's error once the consumer has aborted, however slow the source is; the source's error.
    package mutating func write(from source: some ByteSource) throws {
        while try writeNext(from: source) > 0 { try pipe.checkOpen() }
    }

    private mutating func writeNext(from source: some ByteSource) throws -> Int {
        var block = if let open = current.take() { open } else { try pipe.takeFree() }
        let count: Int
        do {
            count = try block.fill(from: source)
        } catch {
            // A source that was interrupted because the consumer has aborted explains nothing.
            try pipe.checkOpen()
            throw error
        }
        if block.isFull {
            try send(block)
        } else {
            current = consume block
        }
        return count
    }

    private func send(_ block: consuming Block) throws {
        try tee?.take(block.bytes, beside: pipe)
        try pipe.send(block)
    }

    /// Runs `action` when the consumer aborts, at once when it has: for a producer that waits for something else meanwhile.
    package func onAbort(_ action: @escaping @Sendable () -> Void) {
        pipe.whenEndedEarly(action)
    }

    /// Says that this was everything. Nothing else makes the consumer see success.
    /// - Throws: the consumer's error when it aborted first.
    package consuming func finish() throws {
        if let last = current.take() { try send(last) }
        try tee?.finish(beside: pipe)
        isEnded = true
        try pipe.finishWriting()
    }

    /// Says that the bytes so far are not a whole and never will be.
    package consuming func fail(_ error: any Error) {
        isEnded = true
        pipe.fail(error)
        tee?.fail(error)
    }
}
