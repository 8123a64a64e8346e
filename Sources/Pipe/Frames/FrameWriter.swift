import Glibc

/// Puts frames round what a producer makes. Only `finish()` makes it a whole; one that is dropped without leaves a stream
/// that ends too early.
package struct FrameWriter: ~Copyable, ByteSink {
    private let number: Int32

    /// - Parameter number: of an open descriptor, which stays the caller's to close.
    package init(to number: Int32) {
        self.number = number
    }

    /// One frame, or several of more than `Frame.maximum` bytes.
    /// - Throws: `SystemError`, EPIPE when the reader has gone.
    package mutating func write(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes
        while !rest.isEmpty {
            let count = min(rest.count, Int(Frame.maximum))
            try put(Int32(count), UnsafeRawBufferPointer(rebasing: rest[..<count]))
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    /// Says that this was everything.
    package consuming func finish() throws(SystemError) {
        try put(Frame.done)
    }

    /// Says that the bytes so far are not a whole and never will be.
    package consuming func cancel() throws(SystemError) {
        try put(Frame.cancelled)
    }

    private func put(_ length: Int32) throws(SystemError) {
        try put(length, UnsafeRawBufferPointer(start: nil, count: 0))
    }

    /// Length and bytes in one call, as far as the pipe has room.
    private func put(_ length: Int32, _ bytes: UnsafeRawBufferPointer) throws(SystemError) {
        var length = length.bigEndian
        var sent = 0
        while sent < Frame.lengthSize + bytes.count {
            let count = withUnsafeMutableBytes(of: &length) { length in
                withUnsafeTemporaryAllocation(of: iovec.self, capacity: 2) { parts in
                    parts[0] = iovec(UnsafeRawBufferPointer(length), from: sent)
                    parts[1] = iovec(bytes, from: sent - length.count)
                    return writev(number, parts.baseAddress, 2)
                }
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw .last }
            sent += count
        }
    }
}

extension iovec {
    /// What is left of the bytes after so many of them; all for a negative number.
    fileprivate init(_ bytes: UnsafeRawBufferPointer, from start: Int) {
        let rest = bytes[min(max(start, 0), bytes.count)...]
        self.init(
            iov_base: UnsafeMutableRawPointer(mutating: UnsafeRawBufferPointer(rebasing: rest).baseAddress),
            iov_len: rest.count)
    }
}
