import Pipe

/// What a writer sends through a named pipe, without its frames, and counted.
final class PipeStream: ByteSource {
    private let bytes: DescriptorSource
    private let content: any ByteSource
    /// Bytes so far.
    private(set) var count: Int64 = 0

    /// - Parameter isFramed: whether only the writer's word makes it a whole; otherwise the end of the file does.
    init(_ bytes: DescriptorSource, isFramed: Bool) {
        self.bytes = bytes
        content = isFramed ? FrameReader(bytes) : bytes
    }

    /// - Throws: `FrameError`, `CancellationRequested`, `SystemError`; `PipeStreamError.empty` when it ends before its first byte.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let read = try content.read(into: buffer)
        guard read > 0 || count > 0 else { throw PipeStreamError.empty }
        count += Int64(read)
        return read
    }

    /// Ends a read that waits for the writer, from any thread.
    var interrupt: @Sendable () -> Void { bytes.interrupt }

    /// Lets go of the pipe: the writer's next write fails.
    func close() {
        bytes.close()
    }
}
