/// What day, week, month and year a moment belongs to, in a time zone.
package struct RetentionCalendar: Sendable {
    /// The machine's time zone, as `TZ` or `/etc/localtime` have it.
    package static let local = RetentionCalendar()
}
