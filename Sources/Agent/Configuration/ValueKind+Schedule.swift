import Catalog

extension ValueKind<Set<RetentionPolicy.Weekday>> {
    /// Days of the week, by their names or the first three letters of them.
    static var weekdays: ValueKind {
        ValueKind(expected: "a list of days such as [mon, wed, sunday]", isList: true) { value in
            guard case .list(let names) = value else { return nil }
            let days = names.map { name in
                RetentionPolicy.Weekday.allCases.first {
                    [$0.rawValue, "\($0.rawValue.prefix(3))"].contains(name.lowercased())
                }
            }
            return days.contains(nil) ? nil : Set(days.compactMap(\.self))
        }
    }
}

extension ValueKind<[TimeWindow]> {
    /// Hours of the day; the end may be on the next one.
    static var windows: ValueKind {
        ValueKind(expected: "a list of hours such as [\"18:00-23:00\"]", isList: true) { value in
            guard case .list(let texts) = value, texts.count <= 24 else { return nil }
            let windows = texts.map(TimeWindow.init)
            return windows.contains(nil) ? nil : windows.compactMap(\.self)
        }
    }
}

extension ValueKind<Int64> {
    /// Seconds, written as `30min`, `12h`, `30d`, `8w`, or 0. Retention has no minutes: there, m may be taken for months.
    static var shortDuration: ValueKind {
        ValueKind("0 or a duration such as 30min, 12h or 7d") { seconds($0) }
    }

    /// Up to half a day, beyond which a start would belong to the next day.
    static var jitter: ValueKind {
        ValueKind("0 or a duration such as 30min, up to 12h") { text in
            seconds(text).flatMap { $0 <= 12 * 3600 ? $0 : nil }
        }
    }

    /// Seconds; the most there can be for `true`, none for `false`.
    static var catchUp: ValueKind {
        ValueKind("`true`, `false` or a duration such as 6h") { text in
            switch ValueKind<Bool>.boolean.parse(.text(text)) {
            case true?: .max
            case false?: 0
            case nil: seconds(text)
            }
        }
    }

    private static func seconds(_ text: String) -> Int64? {
        guard text.hasSuffix("min"), let minutes = Int64(text.dropLast(3)) else {
            return Configuration.Retention.seconds(text)
        }
        return (0...60 * 24 * 366).contains(minutes) ? minutes * 60 : nil
    }
}

extension ValueKind<Configuration.StaleAfter> {
    static var staleAfter: ValueKind {
        ValueKind("`auto`, 0 for never, or a duration such as 36h or 8d") { text in
            if text.lowercased() == "auto" { return .automatic }
            guard let seconds = ValueKind<Int64>.shortDuration.parse(.text(text)) else { return nil }
            return seconds == 0 ? .never : .seconds(seconds)
        }
    }
}
