import Catalog
import FoundationEssentials

/// The wall clock of a time zone: which day and time of day a moment is there, and back.
package struct WallClock: Sendable {
    /// The machine's own, as `TZ` or `/etc/localtime` have it.
    package static let local = WallClock(secondsEast: RetentionCalendar.local.secondsEast)

    package static let utc = WallClock { _ in 0 }

    /// Seconds of a day, as clocks without changes have it.
    static let day: Int64 = 86_400

    private let secondsEast: @Sendable (Int64) -> Int64

    /// - Parameter secondsEast: by how many seconds the clock is ahead of UTC, so many seconds after 1970 began.
    package init(secondsEast: @escaping @Sendable (Int64) -> Int64) {
        self.secondsEast = secondsEast
    }

    /// Days from 1970-01-01 to the date that the clock shows.
    package func day(of date: Date) -> Int64 {
        let shown = shown(at: date)
        return shown >= 0 ? shown / Self.day : (shown + 1) / Self.day - 1
    }

    /// Seconds since midnight that the clock shows.
    package func secondOfDay(at date: Date) -> Int64 {
        shown(at: date) - day(of: date) * Self.day
    }

    /// When the clock shows this time on that day: the first time when it does so twice; when it jumps over it, as much
    /// later as it jumps.
    package func moment(day: Int64, _ time: TimeOfDay) -> Date {
        let shown = day * Self.day + time.seconds
        let (before, after) = (secondsEast(shown - Self.day), secondsEast(shown + Self.day))
        let fitting = [before, after].map { shown - $0 }.filter { secondsEast($0) == shown - $0 }
        return Date(timeIntervalSince1970: TimeInterval(fitting.min() ?? shown - before))
    }

    private func shown(at date: Date) -> Int64 {
        // Moments that no clock shows are moved to the end of time.
        let farthest = 1e12
        let seconds = date.timeIntervalSince1970.rounded(.down)
        let whole = seconds.isNaN ? 0 : Int64(min(max(seconds, -farthest), farthest))
        return whole + secondsEast(whole)
    }
}

extension TimeOfDay {
    /// Since midnight.
    var seconds: Int64 { Int64(hour) * 3600 + Int64(minute) * 60 }
}
