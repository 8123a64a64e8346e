import Agent
import FoundationEssentials
import Testing

@Suite struct LogRateLimitTests {
    @Test func `a flood of lines is cut, and how much of it is told`() {
        var limit = LogRateLimit()
        let now = Date(timeIntervalSince1970: 1_767_225_600)
        let admitted = (0..<500).compactMap { _ in limit.admit(at: now) }
        #expect(admitted == Array(repeating: 0, count: 20))
        #expect(limit.admit(at: now + 1) == 480)
        #expect(limit.admit(at: now + 1) == 0)
        #expect(limit.admit(at: now + 1) == nil)
        #expect(limit.admit(at: now - 3_600) == 1)
    }
}
