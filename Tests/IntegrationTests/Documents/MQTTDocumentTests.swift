import Agent
import FoundationEssentials
import JSON
import MQTT
import TestSupport
import Testing

/// `docs/MQTT.md` and the program say the same.
@Suite struct MQTTDocumentTests {
    private let document: Document
    private let topics = Topics(base: "", discoveryPrefix: "homeassistant")

    init() throws {
        document = try Document("docs/MQTT.md")
    }

    @Test func `every topic that the program spells is in the table, and none else`() throws {
        let source = try Document("Sources/Agent/Reports/Topics.swift").text
        let spelled = source.components(separatedBy: #"\(base)/"#).dropFirst()
        let levels = source.components(separatedBy: #"Level = "/"#).dropFirst()
        let written = (spelled + levels)
            .map { $0.prefix { $0.isLetter || "/+".contains($0) } }
            .map { $0.hasSuffix("/") ? "\($0)+" : String($0) }
        #expect(Set(written).count > 12)
        #expect(Set(written) == Set(try document.names(below: "Topics")))
    }

    @Test func `the table of entities is what discovery announces`() throws {
        let table = try EntityTable().text
        if Environment.writesDocuments { try document.replace("entities", with: table) }
        let written = try Document("docs/MQTT.md").part("entities")
        #expect(written == table, "DRIVEPIPE_WRITE_DOCS=1 writes it anew")
    }

    @Test func `every command is there with every key that it takes`() throws {
        let rows = try document.table(below: "Commands")
        #expect(rows.compactMap { $0.first?.quoted.first } == Command.verbs)
        let parser = CommandParser(
            topics: topics, discoveryPrefix: "homeassistant", scope: CommandScope(canFetch: true))
        let common = try document.names(below: "Keys of every command")
        let explained = try Set(document.names(below: "Keys"))
        for row in rows {
            let verb = try #require(row.first?.quoted.first)
            let keys = row[1].quoted
            #expect(explained.isSuperset(of: keys), "\(verb)")
            let payload = JSON.object(Dictionary(uniqueKeysWithValues: (keys + common).map { ($0, JSON.null) }))
            let message = MQTTMessage(topic: "/command/\(verb)", payload: payload.text)
            guard case .command(let request) = parser.parse(message, now: Date()) else {
                Issue.record("\(verb) is refused")
                continue
            }
            #expect(request.ignored == [], "\(verb)")
        }
    }

    @Test func `every key that a command takes is documented`() throws {
        let folder = Repository.path("Sources/Agent/Commands")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder)
        let source = try files.map { try Document("Sources/Agent/Commands/\($0)").text }.joined()
        let taken = ["take(\"", "flag(\""].flatMap { source.components(separatedBy: $0).dropFirst() }
            .map { (rest: String) in rest.prefix { $0 != "\"" } }
        #expect(taken.count > 10)
        let documented = try document.names(below: "Keys") + document.names(below: "Keys of every command")
        #expect(Set(taken.map(String.init)).subtracting(documented).sorted() == [])
    }

    @Test func `every setting and every problem is there`() throws {
        #expect(try document.names(below: "Settings") == SettingKey.all.map(\.name))
        let problems = try document.table(below: "state").first { $0.first == "`problems`" }
        #expect(problems?.last?.quoted == Problem.allCases.map(\.rawValue))
    }

    @Test func `every event of the sources is there, and none else`() throws {
        for kind in ["backup", "storage", "maintenance"] {
            let discovery = try JSON(parsing: Data(Document("discovery/event_\(kind).json").text.utf8))
            let announced = (discovery["event_types"]?.array ?? []).compactMap(\.string)
            #expect(Set(try document.names(below: "event/\(kind)")) == Set(announced), "\(kind)")
        }
    }

    @Test func `retained topics have the keys of their tables, whether something runs or not`() async throws {
        let site = try await Site()
        let watcher = try await Watcher(site)
        let agent = RunningAgent(site.configuration)
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        try watcher.send("drivepipe/command/start", "PRESS")
        try await watcher.wait(for: "drivepipe/event/backup") { $0["event_type"] == "completed" }
        try await watcher.wait(for: "drivepipe/catalog") { $0["count"] == 1 }
        for topic in try document.names(below: "Topics").filter(isRetainedObject) {
            let documented = try Set(document.names(below: topic))
            let payload = try await watcher.wait(for: "drivepipe/\(topic)")
            for payload in watcher.payloads(on: "drivepipe/\(topic)") + [payload] {
                #expect(Set((payload.object ?? [:]).keys) == documented, "\(topic)")
            }
            #expect(watcher.messages(on: "drivepipe/\(topic)").allSatisfy { $0.payload.count <= 8 << 10 })
        }
        let replies = watcher.payloads(on: "drivepipe/response/start")
        #expect(!replies.isEmpty)
        for reply in replies {
            #expect(Set((reply.object ?? [:]).keys) == Set(try document.names(below: "Replies")))
        }
        await agent.stop()
        await watcher.stop()
    }

    private func isRetainedObject(_ topic: String) -> Bool {
        guard let row = try? document.table(below: "Topics").first(where: { $0[0].quoted == [topic] }) else {
            return false
        }
        return row[3] == "yes" && topic != "availability"
    }
}

private enum Environment {
    /// Whether the document is to be written rather than to be checked.
    static var writesDocuments: Bool {
        ProcessInfo.processInfo.environment["DRIVEPIPE_WRITE_DOCS"] != nil
    }
}
