/// The producer's end of a pipe as an object, for closures, which can only hold what can be copied.
///
/// Ended once, by `finish()` or `fail(_:)`; dropped without, it fails the pipe.
package final class PipeSink: ByteSink {
    private var writer: PipeWriter?

    package init(_ writer: consuming PipeWriter) {
        self.writer = consume writer
    }

    /// - Throws: as the writer does; `PipeError.producerVanished` after the end, instead of losing bytes without a word.
    package func write(_ bytes: UnsafeRawBufferPointer) throws {
        guard writer != nil else { throw PipeError.producerVanished }
        try writer?.write(bytes)
    }

    /// Says that this was everything.
    package func finish() throws {
        guard let writer = writer.take() else { return }
        try writer.finish()
    }

    /// Says that the bytes so far are not a whole and never will be.
    package func fail(_ error: any Error) {
        guard let writer = writer.take() else { return }
        writer.fail(error)
    }
}
