extension HTTPBody {
    /// The whole of a small body, such as JSON or a form.
    /// - Throws: `HTTPError.tooLarge` above `limit` bytes.
    package func collect(limit: Int = 1 << 20) throws(HTTPError) -> [UInt8] {
        var collected: [UInt8] = []
        while true {
            let count = try read(into: block)
            if count == 0 { return collected }
            collected.append(contentsOf: UnsafeRawBufferPointer(rebasing: block[..<count]))
            if collected.count > limit { throw .tooLarge }
        }
    }

    /// Reads and forgets `count` bytes, or what is left of the body.
    package func discard(_ count: Int64 = .max) throws(HTTPError) {
        var left = count
        while left > 0 {
            let size = Int(min(left, Int64(block.count)))
            let read = try read(into: UnsafeMutableRawBufferPointer(rebasing: block[..<size]))
            if read == 0 { return }
            left -= Int64(read)
        }
    }
}
