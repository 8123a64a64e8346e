import Glibc
import Pipe
import Synchronization

/// A program whose standard output goes out in frames. Its standard input and errors are those of this process.
struct FramedProgram {
    /// The program and its arguments.
    let words: [String]

    /// Bytes that are read at once, and so the size of a frame from a program that is fast.
    private static let frameSize = 256 << 10

    /// Blocks until the program has ended and its stream has been ended as what it is.
    /// - Throws: `SystemError`; the stream is cut or cancelled then.
    func run(into output: borrowing FrameOutput, _ cancellation: Cancellation) throws -> FramedEnd {
        try withExtendedLifetime(output) { output in try run(into: output.descriptor.number, cancellation) }
    }

    private func run(into number: Int32, _ cancellation: Cancellation) throws -> FramedEnd {
        let writer = FrameWriter(to: number)
        let child: ChildProgram
        do throws(SystemError) {
            child = try ChildProgram(words)
        } catch {
            try? writer.cancel()
            return .notStarted(error)
        }
        defer { child.end() }
        let watch = ReaderWatch(number, cancellation)
        cancellation.onRequest { child.end() }
        do {
            return try end(of: child, copy(from: child, to: writer, cancellation), cancellation)
        } catch {
            if watch.isReaderGone || (error as? SystemError)?.number == EPIPE { return .readerGone }
            throw error
        }
    }

    private func copy(
        from child: ChildProgram, to writer: consuming FrameWriter, _ cancellation: Cancellation
    ) throws -> FrameWriter {
        var writer = writer
        let source = try child.output(cancellation)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.frameSize, alignment: 4_096)
        defer { buffer.deallocate() }
        do {
            while true {
                let count = try source.read(into: buffer)
                if count == 0 { return writer }
                try writer.write(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            }
        } catch is CancellationRequested {
            return writer
        }
    }

    /// The word that the program has earned.
    private func end(
        of child: ChildProgram, _ writer: consuming FrameWriter, _ cancellation: Cancellation
    ) throws -> FramedEnd {
        let end = child.wait()
        // Asked now: a reader that has got the last word goes, and that is no interruption any more.
        let isInterrupted = cancellation.isRequested
        // Some end with 0 when they are asked to stop, with half of their output written.
        if case .exited(0) = end, !isInterrupted {
            try writer.finish()
            return end
        }
        try writer.cancel()
        return isInterrupted ? .interrupted : end
    }
}

/// Notices that nobody reads a pipe any more, also while nothing is written.
private final class ReaderWatch: Sendable {
    private let isGone = Atomic(false)

    var isReaderGone: Bool { isGone.load(ordering: .acquiring) }

    /// - Parameter cancellation: what is asked to stop then.
    init(_ number: Int32, _ cancellation: Cancellation) {
        Thread.start { [self] in
            var watched = pollfd(fd: number, events: 0, revents: 0)
            while poll(&watched, 1, -1) < 0 && errno == EINTR {}
            guard Int32(watched.revents) & POLLERR != 0 else { return }
            isGone.store(true, ordering: .releasing)
            cancellation.request()
        }
    }
}
