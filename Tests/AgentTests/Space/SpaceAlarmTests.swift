import Agent
import FoundationEssentials
import Testing

@Suite struct SpaceAlarmTests {
    private let start = Date(timeIntervalSince1970: 1_767_225_600)

    /// Feeds percents, one a minute or as told, and returns what was said.
    private func told(_ percents: [Int64], every seconds: Double = 7200) -> [Bool?] {
        var alarm = SpaceAlarm()
        return percents.enumerated().map { index, percent in
            alarm.update(
                Space(total: 100, used: percent, free: 100 - percent),
                at: start.addingTimeInterval(Double(index) * seconds))
        }
    }

    @Test func `low is told once, and ok only when it is clearly so`() {
        #expect(told([50, 89, 90, 95, 89, 87, 86, 89, 90]) == [nil, nil, true, nil, nil, nil, false, nil, true])
    }

    @Test func `what wavers is told once an hour at most, and late if it is still so`() {
        let percents: [Int64] = [90, 80, 90, 80, 90, 90, 90]
        #expect(told(percents, every: 900) == [true, false, nil, nil, true, nil, nil])
        #expect(told([90, 80, 90, 90, 90, 90], every: 900) == [true, false, nil, nil, true, nil])
    }

    @Test func `the last backup counts one and a half times, and a tenth more before it is ok`() {
        var alarm = SpaceAlarm()
        var date = start
        let look = { (free: Int64) -> Bool? in
            date += 7200
            return alarm.update(Space(total: 10_000, used: 10_000 - free, free: free), lastBackup: 2_000, at: date)
        }
        #expect(look(3_000) == nil && alarm.level == .ok)
        #expect(look(2_999) == true && alarm.level == .low)
        #expect(look(3_299) == nil && alarm.level == .low)
        #expect(look(1_999) == nil && alarm.level == .full)
        #expect(look(3_300) == false && alarm.level == .ok)
    }

    @Test func `without a limit nothing is known, and nothing told`() {
        var alarm = SpaceAlarm()
        #expect(alarm.update(nil, at: start) == nil)
        #expect(alarm.level == .unknown)
    }

    @Test func `a clock that was set back does not silence it for long`() {
        var alarm = SpaceAlarm()
        let low = Space(total: 100, used: 95, free: 5)
        let ok = Space(total: 100, used: 5, free: 95)
        #expect(alarm.update(low, at: start) == true)
        #expect(alarm.update(ok, at: start - 86_400) == false)
        #expect(alarm.update(low, at: start - 86_000) == true)
    }

    @Test func `a percent is one even of nothing and of too much`() {
        #expect(Space(total: 0, used: 0, free: 0).usedPercent == 100)
        #expect(Space(total: 10, used: 20, free: 0).usedPercent == 100)
        #expect(Space(total: 10, used: 0, free: 10).usedPercent == 0)
        #expect(Space(total: .max, used: .max, free: .max).usedPercent == 50)
    }
}
