import FoundationEssentials
import JSON
import TestSupport

/// The table of all entities, made from the files in `discovery/`.
struct EntityTable {
    private let components: [(id: String, body: JSON)]

    init() throws {
        let folder = Repository.path("discovery")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        components = try files.filter { $0.hasSuffix(".json") && $0 != "device.json" }.map { file in
            (String(file.dropLast(5)), try JSON(parsing: Data(contentsOf: URL(filePath: "\(folder)/\(file)"))))
        }
    }

    var text: String {
        """
        | component | platform | name | of | category | enabled | without the agent | topic |
        | --- | --- | --- | --- | --- | --- | --- | --- |
        \(components.map(Self.row).joined(separator: "\n"))

        """
    }

    private static func row(_ id: String, _ body: JSON) -> String {
        let cells = [
            "`\(id)`", word(body, "platform"), name(body), kind(body), word(body, "entity_category"),
            body["enabled_by_default"] == false ? "no" : "yes", away(body), topic(body),
        ]
        return "| \(cells.joined(separator: " | ")) |"
    }

    private static func word(_ body: JSON, _ key: String) -> String {
        body[key]?.string ?? ""
    }

    private static func name(_ body: JSON) -> String {
        body["name"]?.string ?? ["type", "subtype"].compactMap { body[$0]?.string }.joined(separator: ", ")
    }

    private static func kind(_ body: JSON) -> String {
        ["device_class", "unit_of_measurement"].compactMap { body[$0]?.string }.joined(separator: ", ")
    }

    /// Facts about the past stay; what is live goes with the agent.
    private static func away(_ body: JSON) -> String {
        guard let list = body["availability"]?.array, list.isEmpty else { return "unavailable" }
        return "stays"
    }

    private static func topic(_ body: JSON) -> String {
        let topics = ["state_topic", "command_topic", "topic"].compactMap { body[$0]?.string }
        return topics.map { "`\($0.split(separator: "/").dropFirst().joined(separator: "/"))`" }.joined(separator: ", ")
    }
}
