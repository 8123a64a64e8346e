extension PipeSource {
    /// Bytes of a block of the pipe between both threads.
    private static let blockSize = 256 << 10

    /// What `produce` writes on a thread of its own, through a small pipe. Its next write fails once this is dropped, or
    /// `cancellation` comes; what it throws, whoever reads gets thrown.
    package convenience init(
        until cancellation: Cancellation, _ produce: @escaping @Sendable (PipeSink) throws -> Void
    ) {
        let pipe = Pipe(blockCount: 4, blockSize: Self.blockSize)
        pipe.abort(on: cancellation)
        let writer = Handover(pipe.makeWriter())
        Thread.start {
            let sink = PipeSink(writer.take())
            do {
                try produce(sink)
                try sink.finish()
            } catch {
                sink.fail(error)
            }
        }
        self.init(pipe.makeReader())
    }
}
