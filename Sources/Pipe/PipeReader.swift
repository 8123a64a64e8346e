/// The consumer's end of a `Pipe`. Dropped before the end, it aborts the pipe with `PipeError.consumerVanished`.
package struct PipeReader: ~Copyable {
    private let pipe: Pipe

    init(_ pipe: Pipe) {
        self.pipe = pipe
    }

    deinit {
        // Without effect when the pipe has ended already, in whichever way.
        pipe.abort(PipeError.consumerVanished)
        pipe.discardQueued()
    }

    /// The next block, waiting for it; nil when the producer finished and everything was read. Drop the block as soon as
    /// its bytes are used: the producer gets its memory back that way.
    /// - Throws: the producer's error when it failed; the abort's error after an abort.
    package mutating func read() throws -> Block? {
        try pipe.receive()
    }

    /// Tells the producer to stop: its next write throws `error`.
    package consuming func abort(_ error: any Error) {
        pipe.abort(error)
    }
}
