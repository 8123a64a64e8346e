import Catalog
import FoundationEssentials
import JSON

extension SettingKey {
    /// Every key there is.
    package static let all = schedule + retention + [rateLimit, progressSeconds]

    private static let schedule: [SettingKey] = [
        SettingKey(
            "schedule_enabled", "ON or OFF", \.schedule.enabled, read: ValueKind<Bool>.boolean.text,
            shown: { .bool($0.schedule.enabled) }),
        SettingKey(
            "schedule_time", "a time of day such as 03:15", \.schedule.time, read: TimeOfDay.init(clockText:),
            shown: { .string($0.schedule.time.description) }),
        SettingKey(
            "schedule_interval", "one of \(ScheduleInterval.words)", \.schedule.interval,
            fileWords: [ScheduleInterval.customWord], read: { ScheduleInterval(rawValue: $0).map(Optional.some) },
            shown: { .string($0.schedule.interval?.rawValue ?? ScheduleInterval.customWord) }),
        SettingKey(
            "stale_after_h", "a whole number of hours from 1 to \(longestStaleness), or 0 for no warning",
            \.schedule.staleAfter,
            read: { wholeNumber($0, 0...longestStaleness).map { $0 == 0 ? .never : .seconds(Int64($0) * 3600) } },
            shown: { .integer(staleness($0)) }),
    ]

    /// Hours; a year.
    private static let longestStaleness = 8760

    /// Whole hours, no more than the control takes; 0: never.
    private static func staleness(_ configuration: Configuration) -> Int64 {
        let limit = Staleness.limit(Schedule(configuration.schedule, clock: .utc)) ?? 0
        return Int64(min((limit / 3600).rounded(.up), Double(longestStaleness)))
    }

    private static let retention: [SettingKey] = [
        keep("keep_last", \.retention.policy.keepLast), keep("keep_daily", \.retention.policy.keepDaily),
        keep("keep_weekly", \.retention.policy.keepWeekly), keep("keep_monthly", \.retention.policy.keepMonthly),
    ]

    private static func keep(
        _ name: String, _ target: any WritableKeyPath<Configuration, Int> & Sendable
    ) -> SettingKey {
        SettingKey(
            name, "a whole number from 0 to 9999", target, read: { wholeNumber($0, 0...9999) },
            shown: { .integer(Int64($0[keyPath: target])) })
    }

    /// What uploads may take at most is told in this many bytes a second.
    private static let megabyte = 1_000_000.0

    private static let rateLimit = SettingKey(
        "rate_limit", "a number of megabytes a second from 0.001 to 10000, or 0 for no limit", \.drive.rateLimit,
        read: { text in
            guard let rate = Double(text), rate == 0 || (0.001...10_000).contains(rate) else { return nil }
            return Int((rate * megabyte).rounded())
        },
        shown: { .number(Double($0.drive.rateLimit) / megabyte) })

    private static let progressSeconds = SettingKey(
        "progress_seconds", "a whole number of seconds from 1 to 60", \.mqtt.progressSeconds,
        read: { wholeNumber($0, 1...60) }, shown: { .integer(Int64($0.mqtt.progressSeconds)) })

    /// Home Assistant's numbers may come as `7.0`.
    private static func wholeNumber(_ text: String, _ range: ClosedRange<Int>) -> Int? {
        guard let number = Double(text), let whole = Int(exactly: number), range.contains(whole) else { return nil }
        return whole
    }
}

extension ValueKind {
    /// Reads what is written as one text.
    var text: @Sendable (String) -> Value? {
        let parse = parse
        return { parse(.text($0)) }
    }
}

extension TimeOfDay {
    /// "03:15", or with seconds, as Home Assistant's times have them, which do not count.
    init?(clockText text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3 else {
            self.init(text)
            return
        }
        guard TimeOfDay("00:\(parts[2])") != nil else { return nil }
        self.init("\(parts[0]):\(parts[1])")
    }
}
