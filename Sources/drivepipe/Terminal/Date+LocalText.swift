import FoundationEssentials
import Glibc

extension Date {
    /// `2026-11-23 03:15` on the machine's wall clock.
    var localText: String {
        var seconds = time_t(max(-1e12, min(1e12, timeIntervalSince1970.rounded(.down))))
        var time = tm()
        guard localtime_r(&seconds, &time) != nil else { return "-" }
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return
            "\(time.tm_year + 1900)-\(two(time.tm_mon + 1))-\(two(time.tm_mday)) \(two(time.tm_hour)):\(two(time.tm_min))"
    }
}
