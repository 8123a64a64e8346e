/// Something that gives bytes in order until its end: the shape of every stage that reads a backup.
///
/// One stage reads from the one below it, each on the same thread, which blocks as long as it must.
package protocol ByteSource: AnyObject {
    /// Puts the next bytes into the buffer, at least one unless this is the end, as many as are at hand.
    /// - Parameter buffer: where the bytes go; not empty.
    /// - Returns: how many bytes that were; 0 at the end, and from then on.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int
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
}
