import JSON
import Testing

@testable import DriveSimulator

@Suite struct FaultPlanTests {
    private func delays(_ fault: Fault, on kinds: [RequestKind]) -> [Bool] {
        let plan = FaultPlan()
        plan.add([fault])
        return kinds.map { plan.next($0).delay > 0 }
    }

    @Test func `a fault strikes the next matching request, once`() {
        let fault = Fault(.delay(seconds: 1), on: .chunk)
        #expect(delays(fault, on: [.token, .chunk, .chunk]) == [false, true, false])
    }

    @Test func `a fault can wait for a later match and strike several times`() {
        let fault = Fault(.delay(seconds: 1), on: .chunk, from: 2, times: 2)
        #expect(delays(fault, on: [.chunk, .chunk, .about, .chunk, .chunk]) == [false, true, false, true, false])
    }

    @Test func `a fault without an end strikes for ever`() {
        let fault = Fault(.delay(seconds: 1), on: .any, times: nil)
        #expect(delays(fault, on: [.chunk, .token, .about, .control]) == [true, true, true, false])
    }

    @Test func `a fault on chunks meets the last chunk too, but not the other way round`() {
        #expect(delays(Fault(.delay(seconds: 1), on: .chunk), on: [.finalChunk]) == [true])
        #expect(delays(Fault(.delay(seconds: 1), on: .finalChunk), on: [.chunk]) == [false])
        #expect(delays(Fault(.delay(seconds: 1), on: .metadata), on: [.list]) == [true])
    }

    @Test func `faults on one request add up`() {
        let plan = FaultPlan()
        plan.add([Fault(.delay(seconds: 1)), Fault(.delay(seconds: 2)), Fault(.corrupt)])
        let disturbance = plan.next(.chunk)
        #expect(disturbance.delay == 3)
        #expect(disturbance.corrupts)
    }

    @Test func `cleared faults strike no more`() {
        let plan = FaultPlan()
        plan.add([Fault(.corrupt, times: nil)])
        plan.clear()
        #expect(!plan.next(.chunk).corrupts)
    }

    @Test(arguments: [
        (#"{"effect":"drop_before"}"#, Fault(.dropBefore)),
        (
            #"{"effect":"status","status":503,"retry_after":7,"reason":"backendError","on":"chunk","from":3}"#,
            Fault(.status(503, reason: "backendError", retryAfter: 7), on: .chunk, from: 3)
        ),
        (#"{"effect":"short_ack","bytes":262144,"times":null}"#, Fault(.shortAck(keepBytes: 262_144), times: nil)),
        (#"{"effect":"expire_session","status":410,"times":2}"#, Fault(.expireSession(410), times: 2)),
        (#"{"effect":"delay","seconds":0.5}"#, Fault(.delay(seconds: 0.5))),
        (#"{"effect":"drop_after_bytes","bytes":9}"#, Fault(.dropAfterBytes(9))),
        (#"{"effect":"stall","bytes":9,"on":"finalChunk"}"#, Fault(.stall(afterBytes: 9), on: .finalChunk)),
    ])
    func `a fault is read from JSON`(text: String, fault: Fault) throws {
        #expect(try Fault(JSON(parsing: text.utf8)) == fault)
    }

    @Test(arguments: [
        "{}", #"{"effect":"explode"}"#, #"{"effect":"status"}"#, #"{"effect":"status","status":42}"#,
        #"{"effect":"corrupt","on":"tea"}"#, #""corrupt""#,
    ])
    func `a fault that is not understood is refused`(text: String) throws {
        let json = try JSON(parsing: text.utf8)
        #expect(throws: SimulatorError.self) { try Fault(json) }
    }
}
