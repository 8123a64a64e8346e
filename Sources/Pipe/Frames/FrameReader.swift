/// Takes the frames off what comes through a pipe: its end is the producer's word, never just the end of the file.
///
/// The bytes go straight from the pipe into the caller's buffer.
package final class FrameReader: ByteSource {
    /// Seconds that a producer has to close the pipe after its 0. One that does not has all the same said that it is done.
    private static let farewell = 3.0

    private let bytes: DescriptorSource
    private let length = UnsafeMutableRawBufferPointer.allocate(byteCount: Frame.lengthSize, alignment: 4)
    private var leftInFrame = 0
    private var isDone = false

    /// Bytes taken from the pipe so far, lengths included.
    package private(set) var offset: Int64 = 0

    package init(_ bytes: DescriptorSource) {
        self.bytes = bytes
    }

    deinit {
        length.deallocate()
    }

    /// - Returns: 0 only after the producer's 0.
    /// - Throws: `FrameError`, `CancellationRequested`, `SystemError`; the pipe is closed then.
    package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        while leftInFrame == 0 {
            if isDone { return 0 }
            try beginFrame()
        }
        let wanted = min(leftInFrame, buffer.count)
        let count = try bytes.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]))
        guard count > 0 else { throw fault(.cut(offset: offset)) }
        leftInFrame -= count
        offset += Int64(count)
        return count
    }

    private func beginFrame() throws {
        let count = try bytes.fill(length)
        guard count == length.count else { throw fault(.cut(offset: offset + Int64(count))) }
        let value = Int32(bigEndian: length.load(as: Int32.self))
        switch value {
        case Frame.done: try end()
        case Frame.cancelled: throw fault(.cancelled)
        case 1...Frame.maximum: leftInFrame = Int(value)
        default: throw fault(.badLength(value, offset: offset))
        }
        offset += Int64(count)
    }

    /// Two that write at once have two ends: what follows the first one would tell that they were mixed.
    private func end() throws {
        bytes.expectEnd(within: Self.farewell)
        do {
            guard try bytes.read(into: length) == 0 else {
                throw fault(.bytesAfterEnd(offset: offset + Int64(Frame.lengthSize)))
            }
        } catch FrameError.stalled {
            // It is done, and only has not gone yet.
        }
        bytes.close()
        isDone = true
    }

    private func fault(_ error: FrameError) -> FrameError {
        bytes.close()
        return error
    }
}
