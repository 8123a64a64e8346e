/// Opaque identifiers in the look of Google's.
enum Identifier {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")

    /// Letters and digits, `length` in all, behind `prefix`.
    static func random(prefix: String, length: Int) -> String {
        var text = prefix
        var count = prefix.count
        while count < length {
            text.append(alphabet[Int.random(in: 0..<alphabet.count)])
            count += 1
        }
        return text
    }
}
