/// How often a backup starts by itself, as Home Assistant's control has it: one word.
package enum ScheduleInterval: String, Sendable, CaseIterable {
    case every6Hours = "every_6_hours"
    case every12Hours = "every_12_hours"
    case daily
    case every2Days = "every_2_days"
    case every3Days = "every_3_days"
    case weekly
    case every2Weeks = "every_2_weeks"
    case every4Weeks = "every_4_weeks"

    /// What the control shows for anything else that the configuration file may say.
    package static let customWord = "custom"

    static var words: String { allCases.map(\.rawValue).joined(separator: ", ") }

    fileprivate var days: Int {
        switch self {
        case .every6Hours, .every12Hours, .daily: 1
        case .every2Days: 2
        case .every3Days: 3
        case .weekly: 7
        case .every2Weeks: 14
        case .every4Weeks: 28
        }
    }

    fileprivate var hours: Int {
        switch self {
        case .every6Hours: 6
        case .every12Hours: 12
        case .daily, .every2Days, .every3Days, .weekly, .every2Weeks, .every4Weeks: 0
        }
    }
}

extension Configuration.Schedule {
    /// Nil when no word says it. A word stands for the whole rhythm: it takes the days of the week away.
    var interval: ScheduleInterval? {
        get {
            guard weekdays.isEmpty else { return nil }
            return ScheduleInterval.allCases.first { interval in
                interval.hours == everyHours && (everyHours > 0 || interval.days == everyDays)
            }
        }
        set {
            guard let newValue else { return }
            everyDays = newValue.days
            everyHours = newValue.hours
            weekdays = []
        }
    }
}
