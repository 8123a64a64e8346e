import Drive
import Testing

@Suite struct DeviceLoginTests {
    private var login = DeviceLogin(interval: 5, lifetime: 1800, now: 100)

    @Test func `the first question waits as well`() {
        #expect(login.first == .wait(seconds: 5))
    }

    @Test mutating func `pending keeps the pace, slow down lengthens it for good`() {
        #expect(login.answered(.pending, at: 105) == .wait(seconds: 5))
        #expect(login.answered(.slowDown, at: 110) == .wait(seconds: 10))
        #expect(login.answered(.pending, at: 120) == .wait(seconds: 10))
        #expect(login.answered(.slowDown, at: 130) == .wait(seconds: 15))
        #expect(login.answered(.granted, at: 145) == .finish)
    }

    @Test mutating func `trouble is sat out, longer and longer, and forgotten`() {
        #expect(login.answered(.trouble(retryAfter: nil), at: 105) == .wait(seconds: 10))
        #expect(login.answered(.trouble(retryAfter: nil), at: 115) == .wait(seconds: 20))
        for _ in 0..<100 { _ = login.answered(.trouble(retryAfter: nil), at: 135) }
        #expect(login.answered(.trouble(retryAfter: nil), at: 135) == .wait(seconds: 60))
        #expect(login.answered(.trouble(retryAfter: 90), at: 135) == .wait(seconds: 90))
        #expect(login.answered(.pending, at: 200) == .wait(seconds: 5))
        #expect(login.answered(.trouble(retryAfter: nil), at: 205) == .wait(seconds: 10))
    }

    @Test mutating func `the last question comes before the code ends, and none after it`() {
        #expect(login.answered(.pending, at: 1898) == .wait(seconds: 2))
        #expect(login.answered(.trouble(retryAfter: 7200), at: 1899) == .wait(seconds: 1))
        #expect(login.answered(.pending, at: 1900) == .fail(.signInExpired))
        #expect(login.answered(.granted, at: 1901) == .finish)
    }

    @Test mutating func `a refusal ends it`() {
        #expect(login.answered(.refused(.signInDenied), at: 105) == .fail(.signInDenied))
    }
}
