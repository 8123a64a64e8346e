import Agent
import Glibc
import JSON
import MQTT
import TestSupport
import Testing

/// Commands as no well-meaning sender sends them.
@Suite struct CommandFloodTests {
    @Test func `ten thousand commands at once are answered once each, and leave nothing in memory`() async throws {
        let site = try await Site(kibibytes: 1, broker: ["max_queued_messages 0"])
        let watcher = try await Watcher(site)
        let agent = try DrivePipeRun(site, ["agent"])
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        try await watcher.wait(for: "drivepipe/catalog")
        // The first ones show what a burst takes once; what is kept of each would show with the others.
        var kibibytes: [Int] = []
        for (round, count) in [2_000, 10_000].enumerated() {
            for number in 1...count { try watcher.send("drivepipe/command/cancel", #"{"id": "\#(round)-\#(number)"}"#) }
            try await settled(watcher, count: round == 0 ? 2_000 : 12_000)
            kibibytes.append(try agent.anonymousMemory)
        }
        let answers = watcher.payloads(on: "drivepipe/response/cancel").compactMap { $0["id"]?.string }
        #expect(answers.count == 12_000)
        #expect(Set(answers).count == 12_000)
        #expect(!agent.output.contains("faster than they can be handled"))
        #expect(kibibytes[1] - kibibytes[0] < 8 * 1024, "\(kibibytes)")
        kill(agent.pid, SIGTERM)
        #expect(try await agent.ended() == 0)
        await watcher.stop()
    }

    /// Waits for so many answers, as long as they come at all: how fast is the machine's business.
    private func settled(_ watcher: Watcher, count: Int) async throws {
        var before = -1
        while case let answered = watcher.messages(on: "drivepipe/response/cancel").count, answered < count {
            guard answered > before else { throw TestFailure("\(answered) of \(count) answers, and no more come") }
            before = answered
            for _ in 0..<15 where watcher.messages(on: "drivepipe/response/cancel").count < count {
                try await Task.sleep(for: .seconds(1))
            }
        }
    }

    @Test func `garbage is refused, and the next command is carried out`() async throws {
        let site = try await Site()
        let watcher = try await Watcher(site)
        let agent = RunningAgent(site.configuration)
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        var random = SeededRandom(seed: 1)
        // Without the last brace, so that none of them can happen to be a start.
        let sample = Array(#"{"id":"7","name":"N","exclude":["a/**"],"expires_at":"2026-01-01T00:00:00Z""#.utf8)
        for _ in 1...300 {
            var payload = sample
            for _ in 0...Int.random(in: 0..<4) { payload[.random(in: 1..<payload.count)] = random.next() }
            try watcher.send(MQTTMessage(topic: "drivepipe/command/start", payload: payload))
        }
        let nested = Array(String(repeating: #"{"a":["#, count: 1_300).utf8)
        for payload in [nested, [0xff, 0, 0xfe], Array(repeating: 0x7b, count: 1 << 20), []] {
            try watcher.send(MQTTMessage(topic: "drivepipe/command/cancel", payload: payload))
        }
        #expect(try await watcher.cancelUntilAnswered(id: "last")["code"] == "ok")
        await agent.stop()
        await watcher.stop()
        #expect(watcher.payloads(on: "drivepipe/event/backup").isEmpty)
    }

    @Test func `an answer goes where it is wanted, with what shall be repeated, and is not retained`() async throws {
        let site = try await Site()
        let watcher = try await Watcher(site)
        let agent = RunningAgent(site.configuration)
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        var message = MQTTMessage(topic: "drivepipe/command/cancel", payload: [])
        message.responseTopic = "answers/me"
        message.correlationData = [0, 1, 255]
        try watcher.send(message)
        try await watcher.wait(for: "answers/me")
        let answer = try #require(watcher.messages(on: "answers/me").first)
        #expect(answer.correlationData == [0, 1, 255])
        #expect(answer.contentType == "application/json")
        #expect(!answer.retained)
        await agent.stop()
        await watcher.stop()
    }
}
