extension ValueKind<Int> {
    static func integer(_ range: ClosedRange<Int>) -> ValueKind {
        ValueKind("a whole number between \(range.lowerBound) and \(range.upperBound)") { text in
            Int(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// Bytes: a multiple of 256 KiB, as Drive wants its chunks, up to what still fits a small machine's memory.
    static var chunkSize: ValueKind {
        ValueKind("a multiple of 256 KiB between 256KiB and 64MiB") { text in
            guard let bytes = Self.bytes(text), (quantum...64 * 1024 * 1024).contains(bytes) else { return nil }
            return bytes.isMultiple(of: quantum) ? bytes : nil
        }
    }

    private static var quantum: Int { 256 * 1024 }

    /// Bytes a second, `2MB` or `2MB/s`.
    static var rate: ValueKind {
        ValueKind("a number of bytes a second such as 0, 500kB or 2MiB") { text in
            Self.bytes(text.hasSuffix("/s") ? String(text.dropLast(2)) : text)
        }
    }

    /// `8MiB`, `8 MiB`, `8388608`; nil for anything else and for what overflows.
    static func bytes(_ text: String) -> Int? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let unit = text.dropFirst(digits.count).drop { $0 == " " }.lowercased()
        guard let count = Int(digits), let scale = units[unit] else { return nil }
        let (bytes, overflow) = count.multipliedReportingOverflow(by: scale)
        return overflow ? nil : bytes
    }

    private static var units: [String: Int] {
        [
            "": 1, "b": 1, "kb": 1000, "mb": 1_000_000, "gb": 1_000_000_000,
            "kib": 1024, "mib": 1024 * 1024, "gib": 1024 * 1024 * 1024,
        ]
    }
}

extension ValueKind<Bool> {
    static var boolean: ValueKind {
        ValueKind("`true` or `false`") { text in
            switch text.lowercased() {
            case "true", "on", "yes": true
            case "false", "off", "no": false
            default: nil
            }
        }
    }
}

extension ValueKind<TimeOfDay> {
    static var time: ValueKind { ValueKind("a time of day such as \"03:15\"") { TimeOfDay($0) } }
}

extension ValueKind<Int64> {
    /// Seconds, written as `12h`, `30d`, `8w`, or 0.
    static var duration: ValueKind {
        ValueKind("0 or a duration such as 12h, 30d or 8w") { Configuration.Retention.seconds($0) }
    }
}

extension Configuration.Retention {
    /// Seconds of `12h`, `30d`, `8w` or `0`; nil for anything else and for more than a century.
    package static func seconds(_ text: String) -> Int64? {
        if text == "0" { return 0 }
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let count = Int64(digits), let unit = durationUnits[String(text.dropFirst(digits.count))] else {
            return nil
        }
        let (seconds, overflow) = count.multipliedReportingOverflow(by: unit)
        return overflow || seconds > 100 * 366 * 86_400 ? nil : seconds
    }

    private static var durationUnits: [String: Int64] { ["h": 3600, "d": 86_400, "w": 7 * 86_400] }
}
