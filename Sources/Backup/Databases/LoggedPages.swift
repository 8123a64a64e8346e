/// Which frame of a write-ahead log holds the newest state of a page: 8 bytes a page that is in the log, however often.
struct LoggedPages: Sendable {
    /// Page number above frame number, in order once `finish` was called.
    private var entries: [UInt64] = []
    /// When there are so many, it is time to drop all but the newest frame of each page.
    private var limit = 4_096

    /// Frames must come in the order of the log.
    mutating func add(page: UInt32, frame: UInt32) {
        if entries.count == limit {
            finish()
            limit = max(limit, 2 * entries.count)
        }
        entries.append(UInt64(page) << 32 | UInt64(frame))
    }

    /// Puts them in order; to be called once all were added.
    mutating func finish() {
        entries.sort()
        var kept = 0
        for index in entries.indices {
            // A later frame of the same page takes the place of the one before it.
            if kept > 0, entries[kept - 1] >> 32 == entries[index] >> 32 { kept -= 1 }
            entries[kept] = entries[index]
            kept += 1
        }
        entries.removeLast(entries.count - kept)
    }

    /// The frame that holds a page, and how far it is to the next page from there on that is in the log.
    /// - Returns: a nil frame for a page that is not in the log; `next` is `UInt32.max` when none follows.
    func lookUp(_ page: UInt32) -> (frame: UInt32?, next: UInt32) {
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if entries[middle] >> 32 < UInt64(page) { low = middle + 1 } else { high = middle }
        }
        guard low < entries.count else { return (nil, .max) }
        let found = UInt32(entries[low] >> 32)
        return found == page ? (UInt32(truncatingIfNeeded: entries[low]), found) : (nil, found)
    }
}
