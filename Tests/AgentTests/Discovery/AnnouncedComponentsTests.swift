import Agent
import FoundationEssentials
import JSON
import MQTT
import TestSupport
import Testing

struct AnnouncedComponentsTests {
    private static func discovery(_ files: [String: String]) throws -> Discovery {
        let folder = try TemporaryFolder()
        try folder.write(#"{"device": {"identifiers": ["x"]}, "origin": {"name": "x"}}"#, to: "device.json")
        for (name, text) in files { try folder.write(text, to: "\(name).json") }
        return try Discovery(
            folder: folder.path, prefix: "homeassistant",
            placeholders: DiscoveryPlaceholders(base: "d", node: "d", version: "1"))
    }

    private static let sensor = #"{"platform": "sensor", "state_topic": "a"}"#
    private static let button = #"{"platform": "button", "command_topic": "a"}"#

    private static func components(_ discovery: Discovery, removing gone: [String: String]) throws -> [String: JSON] {
        let payload = try JSON(parsing: discovery.message(removing: gone).payload)
        return try #require(payload["components"]?.object)
    }

    @Test func `what is gone is removed until it is forgotten, and comes back when its file does`() throws {
        var announced = AnnouncedComponents()
        announced.take(try Self.discovery(["a": Self.sensor, "b": Self.button]))
        #expect(announced.gone == [:])
        let smaller = try Self.discovery(["a": Self.sensor])
        for _ in 1...2 {
            announced.take(smaller)
            let components = try Self.components(smaller, removing: announced.gone)
            #expect(components["b"] == ["platform": "button"])
            #expect(components["a"]?["unique_id"] == "d_a")
        }
        announced.take(try Self.discovery(["a": Self.sensor, "b": Self.button]))
        #expect(announced.gone == [:])
    }

    @Test func `a file that cannot be used for now does not cost its entity`() throws {
        var announced = AnnouncedComponents()
        announced.take(try Self.discovery(["a": Self.sensor, "b": Self.button]))
        announced.take(try Self.discovery(["a": Self.sensor, "b": "{"]))
        #expect(announced.gone == [:])
        announced.take(try Self.discovery(["a": Self.sensor]))
        #expect(announced.gone == ["b": "button"])
    }

    @Test func `a component on another platform is removed from its former one first`() throws {
        var announced = AnnouncedComponents()
        announced.take(try Self.discovery(["a": Self.sensor, "b": Self.button]))
        let changed = try Self.discovery(["a": Self.button, "b": Self.button])
        announced.take(changed)
        #expect(announced.replaced == ["a": "sensor"])
        #expect(try Self.components(changed, removing: announced.replaced)["a"] == ["platform": "sensor"])
        announced.take(changed)
        #expect(announced.replaced == ["a": "sensor"] && announced.gone == [:])
        announced.forgetObsolete()
        announced.take(changed)
        #expect(announced.obsolete == [:])
        // Back again, it is the other one that is to go.
        announced.take(try Self.discovery(["a": Self.sensor, "b": Self.button]))
        #expect(announced.obsolete == ["a": "button"])
    }

    @Test func `what Home Assistant may have forgotten is announced in short, so that it can be removed`() throws {
        let discovery = try Self.discovery(["a": Self.sensor])
        let obsolete = [
            "s": "sensor", "b": "button", "e": "event", "l": "select", "t": "device_automation", "x": "fan",
        ]
        let payload = try JSON(parsing: discovery.message(recalling: obsolete).payload)
        let components = try #require(payload["components"]?.object)
        #expect(components.keys.sorted() == ["a", "b", "e", "l", "s"])
        #expect(
            components["s"] == [
                "platform": "sensor", "state_topic": "d/gone", "unique_id": "d_s", "default_entity_id": "sensor.d_s",
            ])
        #expect(components["e"]?["event_types"] == ["none"])
        #expect(components["l"]?["options"] == ["none"] && components["b"]?["command_topic"] == "d/gone")
    }

    @Test func `what only removes something is nothing that can go`() throws {
        var announced = AnnouncedComponents()
        announced.take(try Self.discovery(["a": Self.sensor, "old": #"{"platform": "sensor"}"#]))
        announced.take(try Self.discovery(["a": Self.sensor]))
        #expect(announced.gone == [:])
    }

    @Test func `no more than some are remembered`() throws {
        var announced = AnnouncedComponents()
        let many = Dictionary(uniqueKeysWithValues: (1...90).map { ("x\($0)", Self.sensor) })
        announced.take(try Self.discovery(many))
        announced.take(try Self.discovery(["a": Self.sensor]))
        #expect(announced.gone.count == 64)
        #expect(try JSONDecoder().decode(AnnouncedComponents.self, from: JSONEncoder().encode(announced)) == announced)
    }

    @Test(arguments: [
        ("no topic", #"{"platform": "sensor", "name": "x"}"#), ("no command", #"{"platform": "button", "name": "x"}"#),
        ("no types", #"{"platform": "event", "state_topic": "a"}"#),
        ("no subtype", #"{"platform": "device_automation", "automation_type": "trigger", "type": "a", "topic": "a"}"#),
        ("category", #"{"platform": "sensor", "state_topic": "a", "entity_category": "config"}"#),
        ("icon", #"{"platform": "sensor", "state_topic": "a", "icon": "disk"}"#),
        ("open", #"{"platform": "sensor", "state_topic": "a", "value_template": "{{ value_json.a }"}"#),
        ("never opened", #"{"platform": "sensor", "state_topic": "a", "value_template": "{ value_json.a }}"}"#),
        ("inner", #"{"platform": "sensor", "state_topic": "a", "value_template": "{{ (value_json.a / 2 }}"}"#),
        ("statement", #"{"platform": "sensor", "state_topic": "a", "value_template": "{% if a }x{% endif %}"}"#),
        ("no text", #"{"platform": "sensor", "state_topic": "a", "value_template": 5}"#),
    ])
    func `a slip of the pen is named, and the rest is announced`(_ name: String, _ file: String) throws {
        let discovery = try Self.discovery(["good": Self.sensor, "bad": file])
        #expect(discovery.problems.map(\.file) == ["bad.json"], "\(name)")
        #expect(discovery.platforms == ["good": "sensor"])
    }

    @Test func `two files that would be one entity are not both announced`() throws {
        let discovery = try Self.discovery(["a-b": Self.sensor, "a_b": Self.sensor])
        #expect(discovery.problems.map(\.file) == ["a_b.json"])
    }
}
