import HTTP
import Testing

@Suite struct BackoffTests {
    @Test func `waits double up to the longest, with up to a second at random on top`() {
        var backoff = Backoff(.init(patience: 10_000))
        let waits = (0..<9).compactMap { _ in backoff.failed(at: 0, random: 0.5) }
        #expect(waits == [1.5, 2.5, 4.5, 8.5, 16.5, 32.5, 64, 64, 64])
    }

    @Test func `a longer wait that the server asks for is honoured, a shorter one is not`() {
        var backoff = Backoff(.init(patience: 10_000))
        #expect(backoff.failed(at: 0, retryAfter: 30, random: 0) == 30)
        #expect(backoff.failed(at: 0, retryAfter: 1, random: 0) == 2)
    }

    @Test func `success starts it anew`() {
        var backoff = Backoff(.init(patience: 100))
        for moment in 0..<5 { _ = backoff.failed(at: Double(moment), random: 0) }
        backoff.succeeded()
        #expect(backoff.failed(at: 1000, random: 0) == 1)
    }

    @Test func `patience counts from the first failure and its last attempt comes at its end`() {
        var backoff = Backoff(.init(patience: 60))
        #expect(backoff.failed(at: 500, random: 0) == 1)
        #expect(backoff.failed(at: 555, retryAfter: 3600, random: 0) == 5)
        #expect(backoff.failed(at: 560, random: 0) == nil)
    }

    @Test func `requests to slow down and nothing else have a patience of their own`() {
        var policy = Backoff.Policy(patience: 1800)
        policy.limitPatience = 900
        var backoff = Backoff(policy)
        #expect(backoff.failed(at: 0, isLimited: true, random: 0) == 1)
        #expect(backoff.failed(at: 500, isLimited: true, random: 0) == 2)
        #expect(backoff.failed(at: 600, random: 0) == 4)
        #expect(backoff.failed(at: 700, isLimited: true, random: 0) == 8)
        #expect(backoff.failed(at: 1590, isLimited: true, random: 0) == 10)
        #expect(!backoff.isLimited(at: 1599))
        #expect(backoff.failed(at: 1600, isLimited: true, random: 0) == nil)
        #expect(backoff.isLimited(at: 1600))
        backoff.succeeded()
        #expect(backoff.failed(at: 1600, isLimited: true, random: 0) == 1)
    }

    @Test func `other trouble in between keeps the longer patience`() {
        var policy = Backoff.Policy(patience: 1800)
        policy.limitPatience = 900
        var backoff = Backoff(policy)
        for moment in stride(from: 0.0, to: 1800, by: 600) {
            #expect(backoff.failed(at: moment, isLimited: true, random: 0) != nil)
            #expect(backoff.failed(at: moment + 300, random: 0) != nil)
        }
        #expect(backoff.failed(at: 1800, isLimited: true, random: 0) == nil)
        #expect(!backoff.isLimited(at: 1800))
    }

    @Test func `the whole scales with its second`() {
        var policy = Backoff.Policy(patience: 60)
        policy.second = 0.001
        var backoff = Backoff(policy)
        #expect(backoff.failed(at: 0, random: 0) == 0.001)
        #expect(backoff.failed(at: 0, retryAfter: 10, random: 0) == 0.01)
    }

    @Test(arguments: [Double.infinity, 1e300, -5])
    func `absurd wishes of a server do no harm`(wish: Double) throws {
        var backoff = Backoff(.init(patience: 60))
        let wait = backoff.failed(at: 0, retryAfter: wish, random: 0)
        let seconds = try #require(wait)
        #expect(1...60 ~= seconds)
    }
}
