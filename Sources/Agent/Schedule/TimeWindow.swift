import FoundationEssentials

/// Hours of each day, such as 18:00 to 23:00, or 22:00 to 06:00 of the next.
package struct TimeWindow: Sendable, Hashable {
    package let start: TimeOfDay
    /// The first minute that is free again.
    package let end: TimeOfDay

    /// - Parameter text: "18:00-23:00"; nil for anything else, and for a window without an inside.
    package init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { part in
            TimeOfDay(String(part.filter { $0 != " " }))
        }
        guard parts.count == 2, let start = parts[0], let end = parts[1], start != end else { return nil }
        self.start = start
        self.end = end
    }

    /// When the window that a moment lies in ends; nil outside.
    package func end(after date: Date, _ clock: WallClock) -> Date? {
        let now = clock.secondOfDay(at: date)
        let isOver = start.seconds < end.seconds ? now >= end.seconds : now >= end.seconds && now < start.seconds
        guard !isOver, start.seconds > end.seconds || now >= start.seconds else { return nil }
        let left = end.seconds - now
        let day = clock.day(of: date) + (left > 0 ? 0 : 1)
        let end = clock.moment(day: day, end)
        // In an hour that comes twice, the end may have been in the first.
        return end > date ? end : date.addingTimeInterval(TimeInterval(left > 0 ? left : left + WallClock.day))
    }
}

extension [TimeWindow] {
    /// When the last of the windows ends that follow each other without a gap; nil when the moment lies in none.
    package func end(after date: Date, _ clock: WallClock) -> Date? {
        var end: Date?
        // Windows that fill the whole day have no end: then it is the same time tomorrow.
        for _ in 0...count {
            guard let next = lazy.compactMap({ $0.end(after: end ?? date, clock) }).first else { break }
            end = next
        }
        return end
    }
}
