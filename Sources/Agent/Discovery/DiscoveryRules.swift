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
        return members["retain"] == .bool(true) ? "commands must not be retained" : nil
    }

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
