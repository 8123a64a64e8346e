import Agent
import FoundationEssentials
import JSON
import Testing

@Suite struct StateThrottleTests {
    let now = Date(timeIntervalSince1970: 1_767_225_600)

    private func payload(_ status: String, _ time: String = "t") -> JSON {
        ["status": .string(status), "updated_at": .string(time)]
    }

    @Test func `what says nothing new is not sent, however late it is`() {
        var throttle = StateThrottle()
        #expect(throttle.decide(payload("idle"), canWait: false, at: now) == .send)
        #expect(throttle.decide(payload("idle", "later"), canWait: false, at: now + 60) == .nothing)
        throttle.forget()
        #expect(throttle.decide(payload("idle"), canWait: false, at: now + 61) == .send)
    }

    @Test func `phases that follow each other quickly become one message, of the last of them`() {
        var throttle = StateThrottle()
        #expect(throttle.decide(payload("preparing"), canWait: false, at: now) == .send)
        guard case .later(let seconds) = throttle.decide(payload("streaming"), canWait: true, at: now + 0.25) else {
            Issue.record("sent at once")
            return
        }
        #expect(abs(seconds - 0.75) < 0.001)
        #expect(throttle.decide(payload("finalizing"), canWait: true, at: now + 0.5) == .nothing)
        throttle.isDue()
        #expect(throttle.decide(payload("finalizing"), canWait: true, at: now + 1) == .send)
        #expect(throttle.decide(payload("streaming"), canWait: true, at: now + 3) == .send)
    }

    @Test func `a beginning and an end wait for nothing`() {
        var throttle = StateThrottle()
        #expect(throttle.decide(payload("preparing"), canWait: false, at: now) == .send)
        #expect(throttle.decide(payload("idle"), canWait: false, at: now) == .send)
        throttle.isDue()
        #expect(throttle.decide(payload("idle"), canWait: true, at: now + 1) == .nothing)
    }
}
