import Agent
import JSON
import MQTT
import TestSupport
import Testing

struct DiscoveryTests {
    private static let placeholders = DiscoveryPlaceholders(base: "home/backup", node: "attic-2", version: "1.2.3")
    private static let device = """
        {"device": {"identifiers": ["{node}"]}, "origin": {"name": "x"}, "availability": [{"topic": "{base}/availability"}]}
        """
    private static let sensor = #"{"platform": "sensor", "state_topic": "{base}/state"}"#

    /// The folder that ships with the program.
    private static func shipped(_ placeholders: DiscoveryPlaceholders = placeholders) throws -> Discovery {
        let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4).joined(separator: "/")
        return try Discovery(folder: root + "/discovery", prefix: "homeassistant", placeholders: placeholders)
    }

    private static func shippedComponents() throws -> [String: JSON] {
        try #require(shipped().payload["components"]?.object)
    }

    private static func load(
        _ files: [String: String], prefix: String = "homeassistant", placeholders: DiscoveryPlaceholders = placeholders
    ) throws -> Discovery {
        let folder = try TemporaryFolder()
        for (name, text) in files { try folder.write(text, to: name) }
        return try Discovery(folder: folder.path, prefix: prefix, placeholders: placeholders)
    }

    // MARK: What ships

    @Test func `the device is announced retained, under its node`() throws {
        let discovery = try Self.shipped()
        #expect(discovery.problems.isEmpty)
        #expect(discovery.message().topic == "homeassistant/device/attic-2/config")
        #expect(discovery.message().retained)
        #expect(try JSON(parsing: discovery.message().payload) == discovery.payload)
        #expect(discovery.payload["device"]?["identifiers"] == ["attic-2"])
        #expect(discovery.payload["device"]?["sw_version"] == "1.2.3")
    }

    @Test func `the first set of components is there, each on its platform`() throws {
        let platforms = try Self.shippedComponents().mapValues { $0["platform"]?.string }
        let expected: [String: String] = [
            "status": "sensor", "progress": "sensor", "speed": "sensor", "finish_at": "sensor", "transferred": "sensor",
            "last_success": "sensor", "last_error": "sensor", "last_result": "sensor", "last_size": "sensor",
            "last_duration": "sensor", "running": "binary_sensor", "connection": "binary_sensor", "start": "button",
            "cancel": "button", "event_backup": "event", "drive_used_percent": "sensor", "drive_free": "sensor",
            "drive_total": "sensor", "drive_trash": "sensor", "disk_free": "sensor", "disk_used_percent": "sensor",
            "problem": "binary_sensor", "event_storage": "event",
        ]
        for (id, platform) in expected { #expect(platforms[id] == platform, "\(id)") }
    }

    @Test func `every entity has an identity of its own`() throws {
        let components = try Self.shippedComponents()
        for (id, component) in components where component["platform"] != "device_automation" {
            let platform = try #require(component["platform"]?.string)
            #expect(component["unique_id"]?.string == "attic-2_\(id)")
            #expect(component["default_entity_id"]?.string == "\(platform).attic_2_\(id)")
            #expect(component["object_id"] == nil)
        }
        let names = components.values.compactMap { $0["name"]?.string }
        #expect(Set(names).count == names.count)
    }

    @Test func `a Home Assistant that knows no default entity ids is told them in its own words, if asked for`() throws
    {
        var placeholders = Self.placeholders
        placeholders.givesObjectIDs = true
        let discovery = try Self.shipped(placeholders)
        #expect(discovery.payload["components"]?["status"]?["object_id"] == "attic_2_status")
        #expect(discovery.payload["components"]?["trigger_failed"]?["object_id"] == nil)
    }

    @Test func `all topics are below the base topic, commands in their own branch`() throws {
        for (id, component) in try Self.shippedComponents() {
            for (key, value) in component.object ?? [:] where key.hasSuffix("_topic") {
                let command = component["platform"] == "button" ? "home/backup/command/" : "home/backup/set/\(id)"
                let branch = key == "command_topic" ? command : "home/backup/"
                #expect(value.string?.hasPrefix(branch) == true, "\(id) \(key)")
            }
            #expect(component["retain"] == nil)
        }
    }

    @Test func `facts about the past outlive the agent, live values and controls do not`() throws {
        let components = try Self.shippedComponents()
        let lasting = Set(components.filter { $0.value["availability"] == [] }.keys)
        #expect(
            lasting == [
                "last_success", "last_error", "last_result", "last_size", "last_duration",
                "last_attempt", "connection", "backup_count",
                "backup_total_size",
            ])
        #expect(components.values.allSatisfy { $0["availability"] == nil || $0["availability"] == [] })
    }

    @Test func `sensors keep Home Assistant's rules for their class`() throws {
        for (id, sensor) in try Self.shippedComponents() where sensor["platform"] == "sensor" {
            let isText = ["enum", "timestamp"].contains(sensor["device_class"]?.string)
            if isText { #expect(sensor["unit_of_measurement"] == nil && sensor["state_class"] == nil, "\(id)") }
            #expect((sensor["device_class"] == "enum") == (sensor["options"] != nil), "\(id)")
            #expect(sensor["entity_category"] == nil || sensor["entity_category"] == "diagnostic", "\(id)")
            #expect(sensor["value_template"]?.string?.hasPrefix("{{ ") == true, "\(id)")
        }
    }

    @Test func `the control of the interval has every word that can be shown`() throws {
        let words = try Self.shippedComponents()["schedule_interval"]?["options"]?.array?.compactMap(\.string)
        #expect(words == ScheduleInterval.allCases.map(\.rawValue) + [ScheduleInterval.customWord])
    }

    @Test func `controls of settings send to an option that exists`() throws {
        for (id, component) in try Self.shippedComponents() {
            guard let topic = component["command_topic"]?.string, topic.contains("/set/") else { continue }
            #expect(topic.split(separator: "/").last.flatMap { SettingKey.named(String($0)) } != nil, "\(id)")
        }
    }

    // MARK: Loading

    @Test func `a bad file is named and left out, the rest is announced`() throws {
        let discovery = try Self.load([
            "device.json": Self.device, "good.json": Self.sensor, "notes.txt": "not a component", ".good.json": "{",
            "broken.json": "{", "list.json": "[]", "nothing.json": "{}", "odd.json": #"{"platform": "toaster"}"#,
            "new.json": #"{"platform": "time", "command_topic": "a"}"#, "a b.json": Self.sensor,
            "typo.json": #"{"platform": "sensor", "state_topic": "{bse}/state"}"#,
            "kept.json": #"{"platform": "button", "command_topic": "{base}/command/x", "retain": true}"#,
            "both.json": #"{"platform": "sensor", "state_topic": "a", "availability": [], "availability_topic": "b"}"#,
        ])
        #expect(discovery.payload["components"]?.object?.keys.map { $0 } == ["good"])
        let files = ["a b", "both", "broken", "kept", "list", "new", "nothing", "odd", "typo"]
        #expect(discovery.problems.map(\.file) == files.map { $0 + ".json" })
        #expect(discovery.problems.contains { $0.description.contains("{bse}") })
    }

    @Test func `jinja's braces are left alone`() throws {
        let template = "{{value_json.a}} {{ {'b': {}} }} {% if x %}{base}{% endif %} {"
        let file = JSON.object(["platform": "sensor", "state_topic": "a", "value_template": .string(template)])
        let discovery = try Self.load([
            "device.json": Self.device, "x.json": String(decoding: file.text, as: UTF8.self),
        ])
        let loaded = discovery.payload["components"]?["x"]?["value_template"]
        #expect(loaded == "{{value_json.a}} {{ {'b': {}} }} {% if x %}home/backup{% endif %} {")
    }

    @Test func `a platform alone removes an old entity and gets no identity`() throws {
        let discovery = try Self.load([
            "device.json": Self.device, "good.json": Self.sensor, "old.json": #"{"platform": "sensor"}"#,
        ])
        #expect(discovery.payload["components"]?["old"] == ["platform": "sensor"])
    }

    @Test(arguments: [
        "{", "[]", "{}", #"{"device": {"identifiers": ["a"]}}"#, #"{"device": {}, "origin": {"name": "x"}}"#,
        #"{"device": {"identifiers": ["a"]}, "origin": {}}"#,
        #"{"device": {"identifiers": ["a"]}, "origin": {"name": "x"}, "~": "a"}"#,
        #"{"device": {"identifiers": ["a"], "colour": "red"}, "origin": {"name": "x"}}"#,
        #"{"device": {"identifiers": ["{host}"]}, "origin": {"name": "x"}}"#,
    ])
    func `a device file that would lose the whole device is refused`(_ device: String) throws {
        #expect {
            try Self.load(["device.json": device, "good.json": Self.sensor])
        } throws: { error in
            if case .device = error as? DiscoveryError { true } else { false }
        }
    }

    @Test func `without a folder, a component or a usable name there is nothing to announce`() throws {
        #expect(throws: DiscoveryError.folder("no usable component")) { try Self.load(["device.json": Self.device]) }
        #expect(throws: DiscoveryError.self) {
            try Discovery(folder: "/nonexistent", prefix: "homeassistant", placeholders: Self.placeholders)
        }
        let files = ["device.json": Self.device, "good.json": Self.sensor]
        for prefix in ["", "a/", "+", "a b"] {
            #expect(throws: DiscoveryError.settings("discovery prefix \(prefix)")) {
                try Self.load(files, prefix: prefix)
            }
        }
        for node in ["", "a/b", "#", "ü"] {
            var placeholders = Self.placeholders
            placeholders.node = node
            #expect(throws: DiscoveryError.settings("node \(node)")) {
                try Self.load(files, placeholders: placeholders)
            }
        }
    }
}
