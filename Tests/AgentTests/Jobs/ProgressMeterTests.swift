import Agent
import FoundationEssentials
import Testing

@Suite struct ProgressMeterTests {
    let start = Date(timeIntervalSince1970: 1_767_225_600)

    @Test func `without a total there is no percentage, and nothing is made up`() {
        let meter = ProgressMeter(startedAt: start)
        meter.update { $0.doneBytes = 500 }
        let reading = meter.read(at: start)
        #expect(reading.percent == nil)
        #expect(reading.bytesPerSecond == nil)
        #expect(reading.finishAt == nil)
    }

    @Test func `percents never fall and reach a hundred only with an exact total`() {
        let meter = ProgressMeter(startedAt: start)
        meter.update { ($0.doneBytes, $0.totalBytes) = (600, 1_000) }
        #expect(meter.read(at: start).percent == 60)
        meter.update { $0.totalBytes = 2_000 }
        #expect(meter.read(at: start).percent == 60)
        meter.update { $0.doneBytes = 2_000 }
        #expect(meter.read(at: start).percent == 99)
        meter.update { $0.isTotalExact = true }
        #expect(meter.read(at: start).percent == 100)
    }

    @Test func `speed is the average of the last half minute`() {
        let meter = ProgressMeter(startedAt: start)
        for second in 0...60 {
            meter.update { $0.doneBytes = second < 30 ? 0 : Int64(second - 30) * 100 }
            _ = meter.read(at: start + Double(second))
        }
        meter.update { $0.totalBytes = 9_000 }
        let reading = meter.read(at: start + 60)
        #expect(reading.bytesPerSecond == 100)
        #expect(reading.remainingSeconds == 60)
        #expect(reading.finishAt == start + 120)
    }

    @Test func `a clock that is set back spoils the speed for a moment only`() {
        let meter = ProgressMeter(startedAt: start)
        _ = meter.read(at: start)
        let earlier = start - 3_600
        #expect(meter.read(at: earlier).bytesPerSecond == nil)
        meter.update { $0.doneBytes = 500 }
        #expect(meter.read(at: earlier + 5).bytesPerSecond == 100)
    }

    @Test func `the finish stays with its minute while the estimate only trembles`() throws {
        let meter = ProgressMeter(startedAt: start)
        meter.update { $0.totalIsExact(60_000) }
        var told: Set<Date> = []
        // A hundred bytes a second, give or take: finished after ten minutes.
        for second in 0...300 {
            let jitter = second.isMultiple(of: 2) ? 120 : -120
            meter.update { $0.doneBytes = Int64(max(0, second * 100 + jitter)) }
            if let finish = meter.read(at: start + Double(second)).finishAt, second > 30 { told.insert(finish) }
        }
        #expect(told.count == 1)
        let finish = try #require(told.first)
        #expect(finish.timeIntervalSince1970.truncatingRemainder(dividingBy: 60) == 0)
        #expect(abs(finish.timeIntervalSince(start + 600)) <= 90)
        // Twice as slow from here on is another minute.
        for second in 301...400 {
            meter.update { $0.doneBytes = Int64(30_000 + (second - 300) * 20) }
            _ = meter.read(at: start + Double(second))
        }
        #expect(try #require(meter.read(at: start + 400).finishAt) > finish + 300)
    }

    @Test func `a second attempt does not take back what was shown`() {
        let meter = ProgressMeter(startedAt: start)
        meter.update { ($0.doneBytes, $0.totalBytes) = (600, 1_000) }
        #expect(meter.read(at: start).percent == 60)
        meter.update { $0.beginAgain() }
        #expect(meter.read(at: start + 1).percent == 60)
        meter.update { ($0.doneBytes, $0.totalBytes) = (100, 1_000) }
        #expect(meter.read(at: start + 2).percent == 60)
        meter.update { $0.doneBytes = 700 }
        #expect(meter.read(at: start + 3).percent == 70)
    }
}
