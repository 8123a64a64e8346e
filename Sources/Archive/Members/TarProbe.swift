/// Measures stretches of a tar that is not written yet, with the packer that will pack it.
package final class TarProbe {
    /// Fills the buffer with the tar's bytes from an offset on. Returns how many there were.
    package typealias Preview = (_ offset: Int64, _ buffer: UnsafeMutableRawBufferPointer) throws -> Int

    private let preview: Preview
    private let packer = BlockPacker()
    private let buffer: UnsafeMutableRawBufferPointer
    private let output: UnsafeMutableRawBufferPointer
    /// What of the tar the buffer holds.
    private var held: Range<Int64> = 0..<0

    /// - Parameter blockSize: bytes of the longest stretch.
    package init(blockSize: Int, preview: @escaping Preview) {
        self.preview = preview
        buffer = .allocate(byteCount: blockSize, alignment: 64)
        output = .allocate(byteCount: BlockPacker.bound(of: blockSize), alignment: 64)
    }

    deinit {
        buffer.deallocate()
        output.deallocate()
    }

    /// Bytes that a stretch is packed into. What was read last is not read again.
    package func packedSize(of range: Range<Int64>, level: Int32) throws -> Int {
        if held.clamped(to: range) != range { try read(range) }
        let stretch = range.clamped(to: held)
        let start = Int(stretch.lowerBound - held.lowerBound)
        return packer.pack(
            UnsafeRawBufferPointer(rebasing: buffer[start..<start + stretch.count]), .deflated(level: level),
            into: output)
    }

    private func read(_ range: Range<Int64>) throws {
        held = 0..<0
        let wanted = min(range.count, buffer.count)
        let count = try preview(range.lowerBound, UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]))
        held = range.lowerBound..<range.lowerBound + Int64(count)
    }
}
