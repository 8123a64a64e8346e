import FoundationEssentials

/// The date of an HTTP header: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, 5.6.7). The two obsolete forms are not read.
package enum HTTPDate {
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// nil for what is no such date.
    package static func parse(_ text: String) -> Date? {
        let words = text.split(separator: " ")
        guard words.count == 6, words[5] == "GMT", let month = months.firstIndex(of: String(words[2])) else {
            return nil
        }
        guard let day = Int(words[1]), let year = Int(words[3]), (1970...9999).contains(year), (1...31).contains(day)
        else { return nil }
        func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return try? Date("\(year)-\(padded(month + 1))-\(padded(day))T\(words[4])Z", strategy: .iso8601)
    }
}
