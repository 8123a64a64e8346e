import Glibc

/// A moment in milliseconds since 1970, written as RFC 3339 in UTC with milliseconds, as Drive does.
package struct Timestamp: Sendable, Hashable, Comparable {
    package let milliseconds: Int64

    init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    static func now() -> Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }

    package static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// Reads `2026-11-23T10:00:00.123+01:00`; fraction and zone may be missing (UTC), and so may the time.
    package init?(_ text: String) {
        let text = text.split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false)
        let clock = text.count > 1 ? Clock(text[1]) : Clock("00:00:00")
        let day = text[0].split(separator: "-", omittingEmptySubsequences: false).map { Int32($0) }
        guard let clock, day.count == 3, let year = day[0], let month = day[1], let date = day[2],
            (1...9999).contains(year), (1...12).contains(month), (1...31).contains(date)
        else { return nil }
        var parts = tm()
        parts.tm_year = year - 1900
        parts.tm_mon = month - 1
        parts.tm_mday = date
        milliseconds = (Int64(timegm(&parts)) + clock.seconds) * 1000 + clock.milliseconds
    }

    package var text: String {
        var seconds = Int(milliseconds / 1000)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        let date = "\(parts.tm_year + 1900)-\(padded(parts.tm_mon + 1))-\(padded(parts.tm_mday))"
        let time = "\(padded(parts.tm_hour)):\(padded(parts.tm_min)):\(padded(parts.tm_sec))"
        return "\(date)T\(time).\(padded(Int32(milliseconds % 1000), to: 3))Z"
    }

    private func padded(_ number: Int32, to width: Int = 2) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

extension Timestamp {
    /// The part of an RFC 3339 time behind the `T`, with the zone taken off.
    private struct Clock {
        let seconds: Int64
        let milliseconds: Int64

        init?(_ text: Substring) {
            let digits = text.prefix { $0.isNumber || $0 == ":" || $0 == "." }
            guard let zone = Self.zone(text[digits.endIndex...]) else { return nil }
            let halves = digits.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
            let parts = halves[0].split(separator: ":", omittingEmptySubsequences: false).map { Int64($0) }
            guard parts.count == 3, let hour = parts[0], let minute = parts[1], let second = parts[2],
                hour < 24, minute < 60, second <= 60
            else { return nil }
            seconds = hour * 3600 + minute * 60 + second - zone
            let fraction = halves.count > 1 ? String(halves[1].prefix(3)) : "0"
            guard let value = Int64(fraction + String(repeating: "0", count: 3 - fraction.count)) else { return nil }
            milliseconds = value
        }

        /// Seconds east of UTC.
        private static func zone(_ text: Substring) -> Int64? {
            if text.isEmpty || text == "Z" || text == "z" { return 0 }
            let parts = text.dropFirst().split(separator: ":").map { Int64($0) }
            guard parts.count == 2, let hours = parts[0], let minutes = parts[1], hours < 24, minutes < 60 else {
                return nil
            }
            let seconds = hours * 3600 + minutes * 60
            return text.hasPrefix("-") ? -seconds : text.hasPrefix("+") ? seconds : nil
        }
    }
}
