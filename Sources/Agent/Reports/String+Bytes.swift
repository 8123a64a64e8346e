extension String {
    /// `1.5 GiB`: a number of bytes as people read it, in the unit that leaves less than 1024.
    package init(bytes: Int64) {
        var unit = 0
        var size = Double(bytes)
        while abs(size) >= 1023.95, unit < Self.byteUnits.count - 1 {
            size /= 1024
            unit += 1
        }
        let tenths = Int64((size * 10).rounded())
        self = unit == 0 ? "\(bytes) B" : "\(tenths / 10).\(abs(tenths % 10)) \(Self.byteUnits[unit])"
    }

    private static var byteUnits: [String] { ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"] }
}

extension String {
    /// The beginning, of at most so many of Unicode's scalars.
    func cut(toScalars count: Int) -> String {
        String(unicodeScalars.prefix(count))
    }

    /// The beginning, of at most so many bytes of UTF-8. No scalar is cut in two; a letter of many may be.
    func cut(toBytes count: Int) -> String {
        guard utf8.count > count else { return self }
        var left = count
        var text = UnicodeScalarView()
        for scalar in unicodeScalars {
            left -= UTF8.width(scalar)
            guard left >= 0 else { break }
            text.append(scalar)
        }
        return String(text)
    }
}
