/// The pax extended header of an entry that is written: records of what a ustar block cannot say, and no others.
struct PAXHeader {
    private(set) var bytes: [UInt8] = []

    init(for entry: TarEntry) {
        let name = entry.storedName
        var link: [UInt8] = []
        if case .symbolicLink(let target) = entry.kind { link = target }
        let values = [name, link].filter(needsRecord)
        if values.contains(where: { !isUTF8($0) }) {
            // First, since a reader that works record by record must know how to take the names that follow.
            add("hdrcharset", Array("BINARY".utf8))
        }
        if let time = Self.fractional(entry.modified) { add("mtime", Array(time.utf8)) }
        if needsRecord(name) { add("path", name) }
        if needsRecord(link) { add("linkpath", link) }
        if entry.size >= TarHeader.octalSizeLimit { add("size", Array(String(entry.size).utf8)) }
        if entry.owner > Self.octalOwnerLimit { add("uid", Array(String(entry.owner).utf8)) }
        if entry.group > Self.octalOwnerLimit { add("gid", Array(String(entry.group).utf8)) }
    }

    /// The most that seven octal digits hold.
    private static let octalOwnerLimit: UInt32 = 0o7777777

    /// The member that carries the records, named as Python's tarfile and GNU tar name it.
    static func carrier(size: Int) -> TarEntry {
        TarEntry(
            path: Array("././@PaxHeader".utf8), size: Int64(size), mode: 0, modified: Timestamp(seconds: 0))
    }

    /// `length key=value\n`, the length counting its own digits too.
    private mutating func add(_ key: String, _ value: [UInt8]) {
        let body = Array(" \(key)=".utf8) + value + [UInt8(ascii: "\n")]
        var length = body.count + 1
        while String(length).utf8.count + body.count != length {
            length = String(length).utf8.count + body.count
        }
        bytes += Array(String(length).utf8) + body
    }

    /// The decimal seconds where whole, positive seconds of eleven octal digits do not say it all.
    private static func fractional(_ time: Timestamp) -> String? {
        if time.nanoseconds == 0, time.seconds >= 0, time.seconds < TarHeader.octalSizeLimit { return nil }
        guard time.nanoseconds > 0 else { return String(time.seconds) }
        // Before 1970 the fraction counts towards zero: -1 s and 250,000,000 ns is -0.75.
        let isNegative = time.seconds < 0
        let whole = isNegative ? -(time.seconds + 1) : time.seconds
        let fraction = isNegative ? 1_000_000_000 - time.nanoseconds : time.nanoseconds
        let digits = String(fraction)
        let zeros = String(repeating: "0", count: 9 - digits.count)
        return (isNegative ? "-" : "") + "\(whole).\(zeros)\(digits)"
    }
}

/// Names of up to 100 bytes that are not UTF-8 go into the ustar block as they are: every reader takes them, while GNU
/// tar warns of `hdrcharset`.
private func needsRecord(_ name: [UInt8]) -> Bool {
    name.count > 100 || (name.contains { $0 >= 0x80 } && isUTF8(name))
}

private func isUTF8(_ bytes: [UInt8]) -> Bool {
    String(validating: bytes, as: UTF8.self) != nil
}
