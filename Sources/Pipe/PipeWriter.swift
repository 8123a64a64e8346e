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
                try tee?.take(block.bytes, beside: pipe)
                try pipe.send(block)
            } else {
                current = consume block
            }
        }
    }

    /// Puts all that a source gives into the pipe, up to the source's end, straight into the pipe's memory.
    /// - Throws: the source's error; the consumer's error once the consumer has aborted.
    package mutating func write(from source: some ByteSource) throws {
        var count = 1
        while count > 0 {
            var block = if let open = current.take() { open } else { try pipe.takeFree() }
            count = try block.fill(from: source)
            if block.isFull {
                try tee?.take(block.bytes, beside: pipe)
                try pipe.send(block)
            } else {
                current = consume block
            }
        }
    }

    /// Says that this was everything. Nothing else makes the consumer see success.
    /// - Throws: the consumer's error when it aborted first.
    package consuming func finish() throws {
        if let last = current.take() {
            try tee?.take(last.bytes, beside: pipe)
            try pipe.send(last)
        }
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
