/// The consumer's end of a pipe as a source of bytes. Dropped before the end, it aborts the pipe.
package final class PipeSource: ByteSource {
    private var reader: PipeReader
    private var open: Block?
    private var used = 0

    package init(_ reader: consuming PipeReader) {
        self.reader = reader
    }

    package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        guard let block = try openBlock() else { return 0 }
        let count = min(buffer.count, block.count - used)
        buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: block.bytes[used..<used + count]))
        used += count
        if used < block.count { open = consume block } else { used = 0 }
        return count
    }

    private func openBlock() throws -> Block? {
        if let block = open.take() { return block }
        return try reader.read()
    }
}
