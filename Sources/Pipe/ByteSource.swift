/// Something that gives bytes in order until its end: the shape of every stage that reads a backup.
///
/// One stage reads from the one below it, each on the same thread, which blocks as long as it must.
package protocol ByteSource: AnyObject {
    /// Puts the next bytes into the buffer, at least one unless this is the end, as many as are at hand.
    /// - Parameter buffer: where the bytes go; not empty.
    /// - Returns: how many bytes that were; 0 at the end, and from then on.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int

    /// Passes over bytes. Every source can by reading them; one that can jump does.
    /// - Returns: how many bytes that were, fewer than `count` only at the end.
    func skip(_ count: Int64) throws -> Int64
}

extension ByteSource {
    /// Fills the whole buffer, unless the end comes first.
    /// - Returns: how many bytes there are, fewer than the buffer holds only at the end.
    package func fill(_ buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        var done = 0
        while done < buffer.count {
            let count = try read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[done...]))
            if count == 0 { break }
            done += count
        }
        return done
    }

    /// Up to `count` bytes as an array, for small things only.
    package func bytes(_ count: Int) throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            initialized = try fill(UnsafeMutableRawBufferPointer(buffer))
        }
    }

    package func skip(_ count: Int64) throws -> Int64 {
        guard count > 0 else { return 0 }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Int(min(count, 65_536)), alignment: 16)
        defer { buffer.deallocate() }
        var left = count
        while left > 0 {
            let wanted = Int(min(left, Int64(buffer.count)))
            let got = try read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]))
            if got == 0 { break }
            left -= Int64(got)
        }
        return count - left
    }
}
