import FoundationEssentials
import Glibc

/// The name of a backup, and of its file, in local time.
package struct BackupName: Sendable, Equatable {
    package let text: String
    /// As Home Assistant suggests it: name and date, spaces as underscores, `.tar`.
    package let fileName: String

    /// - Parameters:
    ///   - template: with `{date}` (2026-11-23) and `{time}` (03:15).
    ///   - date: when the backup began.
    package init(template: String, date: Date) {
        var seconds = time_t(date.timeIntervalSince1970.rounded(.down))
        var time = tm()
        localtime_r(&seconds, &time)
        let day = "\(time.tm_year + 1900)-\(two(time.tm_mon + 1))-\(two(time.tm_mday))"
        let name = template.replacing("{date}", with: day)
            .replacing("{time}", with: "\(two(time.tm_hour)):\(two(time.tm_min))")
        text = Self.safe(name)
        let fraction = String(Int((date.timeIntervalSince1970 - Double(seconds)) * 1e6))
        let digits = String(repeating: "0", count: max(0, 6 - fraction.count)) + fraction
        let moment = "\(two(time.tm_hour)).\(two(time.tm_min)) \(two(time.tm_sec))\(digits)"
        // A colon in a name is a nuisance wherever the file may be copied to.
        let file = "\(text) \(day) \(moment).tar".replacing(":", with: ".")
        fileName = file.split(whereSeparator: \.isWhitespace).joined(separator: "_")
    }

    /// Home Assistant refuses slashes, the names `.` and `..`, and what begins like a drive of Windows (`N: night`).
    private static func safe(_ name: String) -> String {
        // Python looks at scalars: to it a slash with an accent is a slash.
        var scalars = name.unicodeScalars.map { isForbidden($0) ? "-" : $0 }
        if scalars.count > 1, scalars[1] == ":" { scalars[1] = "-" }
        var trimmed = String(String(String.UnicodeScalarView(scalars)).prefix(120))
        // With date and ending behind it, it must fit the 255 bytes that file systems have for a name.
        while trimmed.utf8.count > 200 { trimmed.removeLast() }
        return trimmed.allSatisfy { $0 == "." || $0.isWhitespace } ? "Backup" : trimmed
    }

    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: scalar == "/" || scalar == "\\"
        }
    }
}

private func two(_ number: Int32) -> String {
    number < 10 ? "0\(number)" : "\(number)"
}
