import Testing

@testable import MQTT

@Suite(.timeLimit(.minutes(10)))
struct GateTests {
    @Test func `all who wait go on when it opens`() async {
        let gate = Gate()
        async let first: Void = gate.wait(atMost: .seconds(3600))
        async let second: Void = gate.wait(atMost: .seconds(3600))
        gate.open()
        await first
        await second
        await gate.wait(atMost: .seconds(3600))
    }

    @Test func `nobody waits longer than the limit`() async {
        await Gate().wait(atMost: .milliseconds(5))
    }
}
