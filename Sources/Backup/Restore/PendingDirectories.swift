import Glibc

/// Folders whose owner, permissions and time are to be set when nothing will be put into them any more.
///
/// Names in one row of bytes: a hundred thousand folders take some fifteen megabytes.
struct PendingDirectories {
    private struct Record {
        var start: Int
        var length: Int
        var attributes: EntryAttributes
        var onlyIfMade: Bool
    }

    private var names: [UInt8] = []
    private var records: [Record] = []

    private static let countLimit = 100_000
    private static let namesLimit = 16 << 20

    /// Whether it is time to set what is known so far, so that no archive can fill the memory.
    var isFull: Bool { records.count >= Self.countLimit || names.count >= Self.namesLimit }

    /// - Parameter onlyIfMade: whether a folder that was there before is left as it is.
    mutating func add(_ path: EntryPath, _ attributes: EntryAttributes, onlyIfMade: Bool) {
        let bytes = path.bytes
        records.append(
            Record(start: names.count, length: bytes.count, attributes: attributes, onlyIfMade: onlyIfMade))
        names += bytes
    }

    /// Empties itself: each folder once, with what was said of it last, before the folder it lies in.
    mutating func drain(_ body: (_ path: EntryPath, EntryAttributes, _ onlyIfMade: Bool) -> Void) {
        let (names, records) = (names, records)
        self = PendingDirectories()
        var last: ArraySlice<UInt8>?
        for index in Self.order(records, names) {
            let record = records[index]
            let name = names[record.start..<record.start + record.length]
            if name == last { continue }
            last = name
            let path = EntryPath(proved: name.split(separator: UInt8(ascii: "/")).map(Array.init))
            body(path, record.attributes, record.onlyIfMade)
        }
    }

    /// Backwards in the order of bytes, where a folder stands before everything that begins with its name; of one name
    /// the last record first.
    private static func order(_ records: [Record], _ names: [UInt8]) -> [Int] {
        names.withUnsafeBytes { bytes in
            records.indices.sorted {
                let (a, b) = (records[$0], records[$1])
                let (left, right) = (bytes[a.start..<a.start + a.length], bytes[b.start..<b.start + b.length])
                let order = compare(UnsafeRawBufferPointer(rebasing: left), UnsafeRawBufferPointer(rebasing: right))
                return order == 0 ? $0 > $1 : order > 0
            }
        }
    }
}

private func compare(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Int {
    let count = min(left.count, right.count)
    // `memcmp` wants memory even for nothing.
    if count > 0, let a = left.baseAddress, let b = right.baseAddress {
        let order = memcmp(a, b, count)
        if order != 0 { return Int(order) }
    }
    return left.count - right.count
}
