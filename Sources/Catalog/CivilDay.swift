/// A day of the Gregorian calendar.
struct CivilDay: Sendable, Equatable {
    /// Days since 1970-01-01.
    let number: Int64
    let year: Int64
    /// 1...12
    let month: Int64

    /// By Howard Hinnant's "chrono-Compatible Low-Level Date Algorithms": years begin in March, so that the leap day
    /// is their last one, and 400 of them repeat.
    init(number: Int64) {
        self.number = number
        let sinceMarch0000 = number + 719_468
        let era = floorDivision(sinceMarch0000, 146_097)
        let day = sinceMarch0000 - era * 146_097
        let yearOfEra = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365
        let dayOfYear = day - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let sinceMarch = (5 * dayOfYear + 2) / 153
        month = sinceMarch < 10 ? sinceMarch + 3 : sinceMarch - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// The number of the week, counted from the one around 1970-01-01, which was a Thursday.
    func weekNumber(from start: RetentionPolicy.Weekday) -> Int64 {
        floorDivision(number + 3 - start.daysAfterMonday, 7)
    }
}

extension RetentionPolicy.Weekday {
    fileprivate var daysAfterMonday: Int64 {
        switch self {
        case .monday: 0
        case .tuesday: 1
        case .wednesday: 2
        case .thursday: 3
        case .friday: 4
        case .saturday: 5
        case .sunday: 6
        }
    }
}

/// The quotient rounded down, for times before 1970 too.
func floorDivision(_ dividend: Int64, _ divisor: Int64) -> Int64 {
    let quotient = dividend / divisor
    return dividend % divisor < 0 ? quotient - 1 : quotient
}
