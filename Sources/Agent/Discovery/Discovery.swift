import JSON
import MQTT

/// The message that makes Home Assistant show the agent as one device with all its entities.
///
/// What it announces is data: `device.json` for the device, and one file for each component, whose name without
/// `.json` is the component's id. `{"platform": "sensor"}` alone removes an entity of an earlier release.
package struct Discovery: Sendable {
    /// `<prefix>/device/<node>/config`
    package let topic: String
    package let payload: JSON
    /// The platforms of what is announced, by the components' ids; those that are only to be removed are not among it.
    package let platforms: [String: String]
    /// Files that were left out.
    package let problems: [DiscoveryProblem]
    private let placeholders: DiscoveryPlaceholders

    /// - Parameters:
    ///   - folder: path of the discovery folder.
    ///   - prefix: Home Assistant's discovery prefix, `homeassistant` unless the user changed it there.
    /// - Throws: when nothing useful could be announced.
    package init(folder: String, prefix: String, placeholders: DiscoveryPlaceholders) throws(DiscoveryError) {
        guard DiscoveryRules.isName(placeholders.node) else { throw .settings("node \(placeholders.node)") }
        guard !prefix.isEmpty, prefix.split(separator: "/", omittingEmptySubsequences: false).allSatisfy(Self.isLevel)
        else { throw .settings("discovery prefix \(prefix)") }
        let folder = try DiscoveryFolder(path: folder)
        var root = try Self.device(folder, placeholders)
        var components: [String: JSON] = [:]
        var problems: [DiscoveryProblem] = []
        var names: [String: String] = [:]
        for file in folder.components {
            do throws(ComponentFault) {
                let component = try Self.component(file, in: folder, placeholders)
                let name = Self.entityID(folder.id(of: file))
                if let other = names[name] { throw ComponentFault(reason: "its id is the same as that of \(other)") }
                names[name] = file
                components[folder.id(of: file)] = component
            } catch {
                problems.append(DiscoveryProblem(file: file, reason: error.reason))
            }
        }
        if components.isEmpty { throw .folder("no usable component") }
        root["components"] = .object(components)
        topic = "\(prefix)/device/\(placeholders.node)/config"
        payload = .object(root)
        platforms = components.compactMapValues { ($0.object?.count ?? 0) > 1 ? $0["platform"]?.string : nil }
        self.problems = problems
        self.placeholders = placeholders
    }

    /// Retained, so that the entities are there a moment after Home Assistant starts.
    /// - Parameter removed: platforms of components that are to go, by their ids; they take the place of those of the same id.
    package func message(removing removed: [String: String] = [:]) -> MQTTMessage {
        let tombstones = removed.mapValues { JSON.object(["platform": .string($0)]) }
        var root = payload.object ?? [:]
        let components = root["components"]?.object ?? [:]
        root["components"] = .object(components.merging(tombstones) { _, tombstone in tombstone })
        return MQTTMessage(topic: topic, payload: JSON.object(root).text, qos: .atLeastOnce, retained: true)
    }

    /// With the least that Home Assistant takes for each of these components. It finds them in its registry then: what it
    /// does not know of since its last start, it does not remove.
    /// - Parameter obsolete: their platforms, by their ids.
    package func message(recalling obsolete: [String: String]) -> MQTTMessage {
        var root = payload.object ?? [:]
        var components = root["components"]?.object ?? [:]
        for (id, platform) in obsolete {
            guard let stub = DiscoveryRules.stub(platform, topic: "\(placeholders.base)/gone") else { continue }
            components[id] = Self.named(stub, id, placeholders)
        }
        root["components"] = .object(components)
        return MQTTMessage(topic: topic, payload: JSON.object(root).text, qos: .atLeastOnce, retained: true)
    }

    /// Why a component is left out.
    private struct ComponentFault: Error {
        let reason: String
    }

    private static func device(
        _ folder: DiscoveryFolder, _ placeholders: DiscoveryPlaceholders
    ) throws(DiscoveryError) -> [String: JSON] {
        guard let value = folder.read(DiscoveryFolder.device) else { throw .device("it is missing or not JSON") }
        let (root, unknown) = placeholders.fill(value)
        if let unknown { throw .device("unknown placeholder {\(unknown)}") }
        if let fault = DiscoveryRules.fault(inDevice: root) { throw .device(fault) }
        return root.object ?? [:]
    }

    private static func component(
        _ file: String, in folder: DiscoveryFolder, _ placeholders: DiscoveryPlaceholders
    ) throws(ComponentFault) -> JSON {
        let id = folder.id(of: file)
        guard DiscoveryRules.isName(id) else { throw ComponentFault(reason: "its name cannot be an id") }
        guard let value = folder.read(file) else { throw ComponentFault(reason: "not readable as JSON") }
        let (component, unknown) = placeholders.fill(value)
        if let unknown { throw ComponentFault(reason: "unknown placeholder {\(unknown)}") }
        if let fault = DiscoveryRules.fault(inComponent: component) { throw ComponentFault(reason: fault) }
        return named(component, id, placeholders)
    }

    /// Adds the identity, which must never change: users' names, areas and history hang on it.
    private static func named(_ component: JSON, _ id: String, _ placeholders: DiscoveryPlaceholders) -> JSON {
        guard var members = component.object, members.count > 1, let platform = members["platform"]?.string,
            DiscoveryRules.isEntity(platform)
        else { return component }
        let id = "\(placeholders.node)_\(id)"
        members["unique_id"] = .string(id)
        members["default_entity_id"] = .string("\(platform).\(entityID(id))")
        if placeholders.givesObjectIDs { members["object_id"] = .string(entityID(id)) }
        return .object(members)
    }

    /// An entity id knows neither capitals nor hyphens.
    private static func entityID(_ id: String) -> String {
        String(id.lowercased().map { $0 == "-" ? "_" : $0 })
    }

    private static func isLevel(_ level: Substring) -> Bool {
        DiscoveryRules.isName(level)
    }
}
