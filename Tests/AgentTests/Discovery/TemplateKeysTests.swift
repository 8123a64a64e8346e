import Agent
import Catalog
import FoundationEssentials
import JSON
import Testing

/// A template that asks for a key that is not there fills Home Assistant's log at every message.
struct TemplateKeysTests {
    private static let placeholders = DiscoveryPlaceholders(base: "d", node: "d", version: "1")

    private static func components() throws -> [String: JSON] {
        let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4).joined(separator: "/")
        let discovery = try Discovery(
            folder: root + "/discovery", prefix: "homeassistant", placeholders: placeholders)
        return try #require(discovery.payload["components"]?.object)
    }

    /// Payloads of the topics that can be made without an agent, with everything that can be nested in them.
    private static func payloads() -> [String: JSON] {
        var memory = JobMemory()
        let now = Date()
        let job = Job(id: "1", nameFrom: "n", trigger: .mqtt, startedAt: now)
        memory.end(job, .failed(JobFailure(code: "x", message: "y", isRetryable: false)), at: now)
        let state = StateReport(JobStateMachine(nameTemplate: "n", memory: memory)).payload(at: now)
        return [
            "d/state": state, "d/progress": ProgressReport.payload(job: nil, nil),
            "d/drive": SpaceReport.drive(nil, .unknown, checkedAt: nil), "d/disk": SpaceReport.disk(nil, .unknown),
            "d/catalog": CatalogReport.payload(Catalog([], instance: "d")),
            "d/health": HealthReport.payload(uptime: 1, reconnects: 0, queue: 0),
            "d/event/backup": BackupEvent.started(job).payload(id: "1", at: now),
            "d/event/storage": StorageEvent.diskOK(DiskSpace(path: "/", space: Space(total: 1, used: 1, free: 0)))
                .payload(id: "1", at: now),
        ]
    }

    /// Keys of the topics that only a running agent makes; an integration test holds them against the real ones.
    private static let made: [String: Set<String>] = [
        "d/info": ["version", "latest_version", "started_at"],
        "d/auth": ["state", "user_code", "verification_url", "expires_at", "account", "error", "message"],
    ]

    @Test func `every key that a template names is in the payload of its topic`() throws {
        let payloads = Self.payloads()
        var count = 0
        for (id, component) in try Self.components() {
            for (key, value) in component.object ?? [:] where key.hasSuffix("_template") {
                let own = key == "json_attributes_template" ? component["json_attributes_topic"] : nil
                let topic = try #require((own ?? component["state_topic"] ?? component["topic"])?.string, "\(id)")
                for path in Self.paths(in: value.string ?? "") {
                    count += 1
                    #expect(Self.has(path, topic, payloads), "\(id): \(path.joined(separator: ".")) on \(topic)")
                }
            }
        }
        #expect(count > 50)
    }

    /// A topic that this test has no payload of is another test's.
    private static func has(_ path: [String], _ topic: String, _ payloads: [String: JSON]) -> Bool {
        if let keys = made[topic] { return path.allSatisfy(keys.contains) }
        guard var value = payloads[topic] else { return topic == "d/config" }
        for key in path {
            guard let next = value[key] else { return false }
            value = next
        }
        return true
    }

    /// What stands behind each `value_json`.
    private static func paths(in template: String) -> [[String]] {
        template.split(separator: "value_json.", omittingEmptySubsequences: false).dropFirst().map { rest in
            rest.prefix { $0.isLetter || $0 == "_" || $0 == "." }.split(separator: ".").map(String.init)
        }
    }

    @Test func `attributes hold nothing that ticks`() throws {
        let ticking = ["updated_at", "checked_at", "remaining_s", "bytes_per_second", "done_bytes", "uptime_s"]
        for (id, component) in try Self.components() {
            guard let template = component["json_attributes_template"]?.string else { continue }
            for key in ticking { #expect(!template.contains(key), "\(id)") }
            #expect(component["json_attributes_topic"]?.string?.hasSuffix("/progress") == false, "\(id)")
        }
    }

    @Test func `each trigger fires at one kind of event, which there is`() throws {
        let components = try Self.components()
        let triggers = components.filter { $0.value["platform"] == "device_automation" }
        #expect(triggers.keys.sorted() == ["trigger_completed", "trigger_drive_low", "trigger_failed"])
        for trigger in triggers.values {
            let event = try #require(
                components.values.first { $0["event_types"] != nil && $0["state_topic"] == trigger["topic"] })
            #expect(trigger["value_template"] == "{{ value_json.event_type }}")
            #expect(event["event_types"]?.array?.contains(trigger["payload"] ?? .null) == true)
        }
    }
}
