extension [UInt8] {
    /// The bytes of a constant in hexadecimal; what is no pair of digits counts as zero.
    package init(hex: String) {
        let digits = [UInt8](hex.utf8)
        self = stride(from: 0, to: digits.count - 1, by: 2).map { index in
            UInt8(String(decoding: digits[index...index + 1], as: UTF8.self), radix: 16) ?? 0
        }
    }
}
