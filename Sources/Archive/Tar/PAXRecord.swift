/// One pax record as it was read: `length key=value\n`, the length counting itself too.
struct PAXRecord {
    /// Bytes of the whole record.
    let length: Int
    let key: String
    /// Raw bytes: text in UTF-8 or, after `hdrcharset=BINARY`, whatever the file system had.
    let value: [UInt8]

    /// The record at the start of `bytes`, or nil when there is none.
    init?(in bytes: ArraySlice<UInt8>) {
        let digits = bytes.prefix(10).prefix { $0 != UInt8(ascii: " ") }
        guard let length = Self.number(digits).map({ Int($0) }), length <= bytes.count else { return nil }
        let body = bytes.prefix(length).dropFirst(digits.count + 1)
        guard body.last == UInt8(ascii: "\n"), let equals = body.firstIndex(of: UInt8(ascii: "=")),
            equals > body.startIndex
        else { return nil }
        self.length = length
        key = String(decoding: body[..<equals], as: UTF8.self)
        value = Array(body[(equals + 1)...].dropLast())
    }

    /// A decimal number with an optional minus.
    var integer: Int64? {
        Int64(String(decoding: value, as: UTF8.self))
    }

    /// Decimal seconds, with a fraction of any length and an optional minus.
    var timestamp: Timestamp? {
        // Python writes what is near 1970 as it writes any float: 1e-05.
        if value.contains(UInt8(ascii: "e")) { return exponential }
        let isNegative = value.first == UInt8(ascii: "-")
        let parts = value.dropFirst(isNegative ? 1 : 0).split(
            separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = Self.number(parts[0]), parts.dropFirst().allSatisfy(Self.areDigits) else { return nil }
        let nanoseconds = Self.nanoseconds(parts.dropFirst().first ?? [])
        guard isNegative else { return Timestamp(seconds: whole, nanoseconds: nanoseconds) }
        // The fraction counts forwards from the second before: -0.75 is -1 s and 250,000,000 ns.
        return nanoseconds == 0
            ? Timestamp(seconds: -whole) : Timestamp(seconds: -whole - 1, nanoseconds: 1_000_000_000 - nanoseconds)
    }

    private var exponential: Timestamp? {
        guard let seconds = Double(String(decoding: value, as: UTF8.self)), seconds.magnitude < 1e15 else { return nil }
        let whole = seconds.rounded(.down)
        return Timestamp(seconds: Int64(whole), nanoseconds: min(999_999_999, Int64((seconds - whole) * 1e9)))
    }

    private static func nanoseconds(_ fraction: ArraySlice<UInt8>) -> Int64 {
        let digits = Array(fraction.prefix(9))
        return number((digits + [UInt8](repeating: UInt8(ascii: "0"), count: 9 - digits.count))[...]) ?? 0
    }

    /// Up to 18 decimal digits, which cannot overflow.
    private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
        guard !digits.isEmpty, digits.count <= 18, areDigits(digits) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int64($1 & 15) }
    }

    private static func areDigits(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains)
    }
}
