import Drive
import DriveSimulator
import HTTP
import Testing

/// Uploads that may not take all of the line.
@Suite struct RateLimitTests {
    private static let size = SimulatedDrive.quantum

    @Test func `an upload keeps to the rate, and its progress moves all the while`() throws {
        let drive = try SimulatedDrive(settings: { $0.http.rateLimit = RateLimit(131_072) })
        var seen: Set<Int64> = []
        let start = ContinuousClock.now
        _ = try drive.upload(TestData.bytes.prefix(Self.size)) { seen.insert($0.live) }
        // Two seconds' worth, of which the first second's may go at once.
        #expect(ContinuousClock.now - start >= .milliseconds(900))
        #expect(seen.count >= 2)
        #expect(drive.requests(.chunk, .statusQuery).count == 1)
    }

    @Test func `a limit that is lifted in the middle of a request is lifted at once`() throws {
        let limit = RateLimit(8192)
        let drive = try SimulatedDrive(settings: { $0.http.rateLimit = limit })
        let start = ContinuousClock.now
        var middle: Int64 = 0
        _ = try drive.upload(TestData.bytes.prefix(Self.size)) {
            guard $0.live > 0, middle == 0 else { return }
            middle = $0.live
            limit.bytesPerSecond = 0
        }
        #expect((1..<Int64(Self.size)).contains(middle))
        // At the first rate it would have been half a minute.
        #expect(ContinuousClock.now - start < .seconds(20))
    }

    @Test func `a limit that is lowered in the middle of a request holds at once`() throws {
        let limit = RateLimit(131_072)
        let drive = try SimulatedDrive(settings: { $0.http.rateLimit = limit })
        var change: (at: ContinuousClock.Instant, sent: Int64)?
        _ = try drive.upload(TestData.bytes.prefix(Self.size)) {
            guard $0.live > 0, change == nil else { return }
            change = (.now, $0.live)
            limit.bytesPerSecond = 65_536
        }
        let (start, sent) = try #require(change)
        #expect(sent < Self.size)
        let fewest = Double(Int64(Self.size) - sent) / 65_536
        // At the old rate it would have been half of that.
        #expect(ContinuousClock.now - start > .seconds(fewest * 0.7))
    }

    @Test func `a rate below nothing is no limit`() {
        #expect(RateLimit(-5).bytesPerSecond == 0)
        let limit = RateLimit(5)
        limit.bytesPerSecond = -1
        #expect(limit.bytesPerSecond == 0)
    }

    @Test func `a line slower than the stall time-out times a chunk is no stall`() throws {
        // The chunk takes four seconds and the time-out is one.
        let drive = try SimulatedDrive({ $0.rateLimit = 65_536 }, settings: { $0.http.stallTimeout = 1 })
        drive.settings.http.rateLimit.bytesPerSecond = 65_536
        var retries = 0
        _ = try drive.upload(TestData.bytes.prefix(Self.size)) { retries = $0.retries }
        #expect(retries == 0)
    }
}
