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

    /// The beginning, of at most so many bytes as JSON has it: what is escaped there takes more than it is. No scalar is
    /// cut in two; a letter of many may be.
    package func cut(toBytes count: Int) -> String {
        guard utf8.count > count / 6 else { return self }
        var left = count
        var text = UnicodeScalarView()
        for scalar in unicodeScalars {
            left -= scalar.bytesInJSON
            guard left >= 0 else { break }
            text.append(scalar)
        }
        return String(text)
    }
}

extension Unicode.Scalar {
    fileprivate var bytesInJSON: Int {
        switch self {
        case "\"", "\\", "\n", "\r", "\t": 2
        case _ where value < 0x20: 6
        default: UTF8.width(self)
        }
    }
}
