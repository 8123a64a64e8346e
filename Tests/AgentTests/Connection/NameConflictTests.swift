import FoundationEssentials
import MQTT
import Testing

@testable import Agent

@Suite struct NameConflictTests {
    private let start = Date(timeIntervalSince1970: 1_790_000_000)

    @Test func `who was thrown out stays away for half a minute at least, and it is a problem for a while`() throws {
        var conflict = NameConflict()
        conflict.connected(at: start)
        #expect(!conflict.isGoingOn(at: start))
        let pause = conflict.ended(.sessionTakenOver, at: start + 3_600, jitter: 0)
        #expect(try #require(pause) >= 30)
        #expect(conflict.isGoingOn(at: start + 3_700))
        #expect(!conflict.isGoingOn(at: start + 3_600 + NameConflict.memory + 1))
    }

    @Test func `a cut is no sign, one cut after the other is`() {
        var conflict = NameConflict()
        var pauses: [Double?] = []
        for round in 0..<8 {
            let now = start + Double(round) * 100
            conflict.connected(at: now)
            pauses.append(conflict.ended(.connectionLost, at: now + 1, jitter: 0))
        }
        #expect(pauses == [nil, 4, 8, 16, 32, 60, 60, 60])
        conflict.connected(at: start + 2_000)
        let pause = conflict.ended(.connectionLost, at: start + 2_100, jitter: 0)
        #expect(pause == nil, "it held")
    }

    @Test func `an attempt that fails is nobody's doing`() {
        var conflict = NameConflict()
        for _ in 0..<9 {
            let pause = conflict.ended(.unreachable("refused"), at: start, jitter: 0)
            #expect(pause == nil)
        }
    }

    @Test func `a claim is news once`() {
        var conflict = NameConflict()
        let news = [0, 60, 60 + NameConflict.memory].map { conflict.claimed(at: start + $0) }
        #expect(news == [true, false, true])
    }
}
