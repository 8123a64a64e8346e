import JSON

/// The rules whose breach makes Home Assistant drop the whole device, not only the faulty part.
///
/// Source: Home Assistant core 2026.11, `components/mqtt/schemas.py`; platforms as of 2024.12, since one that an older
/// release does not know is fatal there.
enum DiscoveryRules {
    private static let rootKeys: Set = [
        "device", "origin", "availability", "availability_mode", "availability_template", "availability_topic",
        "command_topic", "encoding", "payload_available", "payload_not_available", "state_topic", "qos",
    ]
    private static let deviceKeys: Set = [
        "configuration_url", "connections", "hw_version", "identifiers", "manufacturer", "model", "model_id", "name",
        "serial_number", "suggested_area", "sw_version", "via_device",
    ]
    private static let originKeys: Set = ["name", "support_url", "sw_version"]
    private static let platforms: Set = [
        "alarm_control_panel", "binary_sensor", "button", "camera", "climate", "cover", "device_automation",
        "device_tracker", "event", "fan", "humidifier", "image", "lawn_mower", "light", "lock", "notify", "number",
        "scene", "siren", "select", "sensor", "switch", "tag", "text", "update", "vacuum", "valve", "water_heater",
    ]

    /// - Returns: what is wrong with `device.json`, nil when it is good.
    static func fault(inDevice root: JSON) -> String? {
        guard let members = root.object else { return "not an object" }
        guard let device = root["device"]?.object, let origin = root["origin"]?.object else {
            return "device or origin is missing"
        }
        if let key = strayKey(members, rootKeys) ?? strayKey(device, deviceKeys) ?? strayKey(origin, originKeys) {
            return "unknown key \(key)"
        }
        if (device["identifiers"]?.array ?? []).isEmpty { return "device.identifiers is missing" }
        return origin["name"]?.string == nil ? "origin.name is missing" : nil
    }

    /// - Returns: what is wrong with a component, nil when it is good.
    static func fault(inComponent component: JSON) -> String? {
        guard let members = component.object else { return "not an object" }
        guard let platform = members["platform"]?.string else { return "platform is missing" }
        guard platforms.contains(platform) else { return "platform \(platform) is unknown" }
        if members["availability"] != nil, members["availability_topic"] != nil {
            return "availability and availability_topic exclude each other"
        }
        if members["retain"] == .bool(true) { return "commands must not be retained" }
        // With nothing else it is there to be removed.
        return members.count > 1 ? fault(in: members, of: platform) : nil
    }

    /// What costs Home Assistant only this component, without a word that anybody reads.
    private static func fault(in members: [String: JSON], of platform: String) -> String? {
        if let key = (required[platform] ?? []).first(where: { members[$0] == nil }) { return "\(key) is missing" }
        if members["entity_category"] == "config", platform == "sensor" || platform == "binary_sensor" {
            return "a \(platform) cannot be of the category config"
        }
        if let icon = members["icon"]?.string, !icon.contains(":") {
            return "the icon \(icon) has no set, such as mdi:"
        }
        let templates = members.keys.filter { $0.hasSuffix("_template") }.sorted()
        let broken = templates.first { !(members[$0]?.string.map(TemplateBrackets.match(in:)) ?? false) }
        return broken.map { "the brackets of \($0) do not match" }
    }

    /// The least that Home Assistant takes for an entity of a platform.
    /// - Parameter topic: on which nothing happens.
    /// - Returns: nil when the platform has no entities, or is none that we have used.
    static func stub(_ platform: String, topic: String) -> JSON? {
        guard isEntity(platform), let keys = required[platform] else { return nil }
        var members: [String: JSON] = ["platform": .string(platform)]
        for key in keys { members[key] = key.hasSuffix("_topic") ? .string(topic) : ["none"] }
        return .object(members)
    }

    /// Keys without which Home Assistant does not take a component.
    private static let required: [String: [String]] = [
        "binary_sensor": ["state_topic"], "button": ["command_topic"],
        "device_automation": ["automation_type", "type", "subtype", "topic"], "event": ["event_types", "state_topic"],
        "notify": ["command_topic"], "number": ["command_topic"], "select": ["command_topic", "options"],
        "sensor": ["state_topic"], "switch": ["command_topic"], "text": ["command_topic"], "update": ["state_topic"],
    ]

    /// Whether components of a platform become entities; the others have no identity of their own.
    static func isEntity(_ platform: String) -> Bool {
        platform != "device_automation" && platform != "tag"
    }

    /// Whether a text may be a level of a discovery topic and part of an entity's id.
    static func isName(_ text: some StringProtocol) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }

    /// The first key that is not allowed, in order, so that the message is always the same.
    private static func strayKey(_ members: [String: JSON], _ known: Set<String>) -> String? {
        members.keys.filter { !known.contains($0) }.min()
    }
}
