import Testing

@testable import MQTT

struct ReconnectPolicyTests {
    @Test func `pauses double up to a minute`() {
        var policy = ReconnectPolicy()
        let pauses = (0..<8).map { _ in policy.ended(.unreachable(""), after: nil, jitter: 0) }
        #expect(pauses == [1, 2, 4, 8, 16, 32, 40, 40].map { .seconds($0) })
    }

    @Test(arguments: [0, 0.3, 0.999])
    func `jitter keeps them between one second and sixty`(_ jitter: Double) {
        var policy = ReconnectPolicy()
        for _ in 0..<100 {
            let pause = policy.ended(.connectionLost, after: nil, jitter: jitter)
            #expect(pause >= .seconds(1) && pause < .seconds(60))
        }
    }

    @Test func `a fault that only a person mends is retried slowly`() {
        for error in [MQTTError.notAuthorized, .sessionTakenOver, .clientIDRejected] {
            var policy = ReconnectPolicy()
            #expect(policy.ended(error, after: .seconds(1), jitter: 0) == .seconds(30))
            #expect(policy.ended(error, after: .seconds(1), jitter: 0) == .seconds(30), "not more often after a while")
            var patient = ReconnectPolicy(refusalPause: 35)
            #expect(patient.ended(error, after: nil, jitter: 0) == .seconds(35))
        }
    }

    @Test func `only a connection that held starts the pauses over`() {
        var policy = ReconnectPolicy()
        _ = policy.ended(.connectionLost, after: .seconds(5), jitter: 0)
        #expect(policy.ended(.connectionLost, after: .seconds(5), jitter: 0) == .seconds(2))
        #expect(policy.ended(.connectionLost, after: .seconds(60), jitter: 0) == .seconds(1))
    }

    @Test func `a broker that says it cannot speak 5 is at once spoken to in 3.1.1, from then on`() {
        var policy = ReconnectPolicy()
        #expect(policy.version == .v5)
        #expect(policy.ended(.unsupportedProtocol, after: nil, jitter: 0) == .zero)
        #expect(policy.version == .v311)
        _ = policy.ended(.connectionLost, after: .seconds(90), jitter: 0)
        #expect(policy.version == .v311)
        #expect(policy.ended(.unsupportedProtocol, after: nil, jitter: 0) >= .seconds(1))
    }

    @Test func `a broker that hangs up is tried with both in turn, and with 5 first on the next occasion`() {
        var policy = ReconnectPolicy()
        _ = policy.ended(.connectionLost, after: nil, jitter: 0)
        #expect(policy.version == .v311)
        _ = policy.ended(.connectionLost, after: nil, jitter: 0)
        #expect(policy.version == .v5)
        _ = policy.ended(.connectionLost, after: nil, jitter: 0)
        _ = policy.ended(.connectionLost, after: .seconds(9), jitter: 0)
        #expect(policy.version == .v5)
    }

    @Test func `a broker that is away says nothing about its versions`() {
        var policy = ReconnectPolicy()
        _ = policy.ended(.unreachable("connection refused"), after: nil, jitter: 0)
        #expect(policy.version == .v5)
    }
}
