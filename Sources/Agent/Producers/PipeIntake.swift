import Pipe
import Synchronization

/// One named pipe from its making to its end, for the threads of a job that each do a part of it.
final class PipeIntake: Sendable {
    private let order: PipeOrder
    private let settings: Configuration.NamedPipes
    private let arrived = Mutex<Handover<DescriptorSource>?>(nil)

    init(_ order: PipeOrder, _ settings: Configuration.NamedPipes) {
        self.order = order
        self.settings = settings
    }

    /// Makes the pipe, tells that it is there, and waits for a writer. Blocks.
    /// - Throws: `NamedPipeError`, `FrameError.noWriter`, `CancellationRequested`, `PipeStreamError.noFolder`; the pipe is
    ///   gone then.
    func open(_ production: Production) throws {
        guard let directory = settings.directory else { throw PipeStreamError.noFolder }
        let pipe = try NamedPipe(order.name, in: PipeFolder(directory))
        production.pipeReady(pipe.path)
        let bytes = Handover(
            try pipe.waitForWriter(
                seconds: Self.limit(settings.wait), idle: Self.limit(settings.idle), production.cancellation))
        arrived.withLock { $0 = bytes }
    }

    /// As with all durations, 0 switches it off.
    private static func limit(_ seconds: Int64) -> Double { seconds > 0 ? Double(seconds) : .infinity }

    /// What comes through the pipe, for the one thread that reads it. It ends when nobody takes what `writer` writes any more,
    /// also while the other program is silent.
    /// - Throws: `PipeError.producerVanished` when there is none, or it was taken before.
    func take(for writer: borrowing PipeWriter) throws -> PipeStream {
        guard let bytes = arrived.withLock({ $0.take() }) else { throw PipeError.producerVanished }
        let stream = PipeStream(bytes.take(), isFramed: order.isFramed)
        writer.onAbort(stream.interrupt)
        return stream
    }

    /// Lets go of a writer that nobody has begun to read from.
    func close() {
        arrived.withLock { $0.take() }?.take().close()
    }
}
