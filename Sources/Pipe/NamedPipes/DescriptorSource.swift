import Glibc

/// The bytes that another process writes into a pipe, as they come: no frames, no whole.
///
/// Whatever goes wrong closes the pipe at once, so that the writer is told by SIGPIPE rather than left waiting.
package final class DescriptorSource: ByteSource {
    private var descriptor: FileDescriptor?
    private var first: UInt8?
    private let wakeUp: WakeUp
    private let cancellation: Cancellation
    private var idle: Double

    /// - Parameters:
    ///   - descriptor: non-blocking, or else neither `idle` nor the request to stop ends a read that waits.
    ///   - first: a byte that was read already.
    ///   - idle: seconds without a byte after which the writer counts as stalled.
    /// - Throws: `SystemError` when there are no more descriptors.
    package init(
        _ descriptor: consuming FileDescriptor, first: UInt8? = nil, idle: Double, _ cancellation: Cancellation
    ) throws(SystemError) {
        wakeUp = try WakeUp(cancellation)
        self.descriptor = consume descriptor
        self.first = first
        self.idle = idle
        self.cancellation = cancellation
    }

    /// - Throws: `FrameError.stalled`, `CancellationRequested`, `SystemError`; the pipe is closed then.
    package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        do {
            return try next(into: buffer)
        } catch {
            close()
            throw error
        }
    }

    /// From now on only the end is expected: no more than `seconds` are spent on waiting for it.
    func expectEnd(within seconds: Double) {
        idle = min(idle, seconds)
    }

    /// Lets go of the pipe: the writer's next write fails.
    package func close() {
        descriptor = nil
    }

    /// What makes a read that waits for the writer throw `CancellationRequested`, to be called from any thread.
    package var interrupt: @Sendable () -> Void {
        { [wakeUp] in wakeUp.ring() }
    }

    private func next(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        if let byte = first.take() {
            buffer[0] = byte
            return 1
        }
        guard let number = descriptor?.number else { return 0 }
        while true {
            try cancellation.check()
            let count = Glibc.read(number, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            switch errno {
            case EINTR: continue
            case EAGAIN:
                guard try wakeUp.wait(for: number, seconds: idle) != 0 else {
                    throw FrameError.stalled(seconds: idle)
                }
            default: throw SystemError.last
            }
        }
    }
}
