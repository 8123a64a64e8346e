/// Why there can be no discovery message at all.
package enum DiscoveryError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The folder cannot be read, or has no usable component.
    case folder(String)
    /// `device.json` would make Home Assistant drop the whole device; the text says why.
    case device(String)
    /// Node or discovery prefix do not fit into a topic.
    case settings(String)

    /// Stable name for programs.
    package var code: String {
        switch self {
        case .folder: "discovery_folder"
        case .device: "discovery_device"
        case .settings: "discovery_settings"
        }
    }

    package var description: String {
        switch self {
        case .folder(let reason): "The discovery folder cannot be used: \(reason)."
        case .device(let reason): "device.json cannot be used: \(reason)."
        case .settings(let reason): "Discovery settings cannot be used: \(reason)."
        }
    }

    /// What the user can do next.
    package var hint: String {
        switch self {
        case .folder: "Point discovery_dir at the folder that came with the program."
        case .device: "Restore device.json as it came with the program."
        case .settings: "Use letters, digits, - and _ only."
        }
    }
}
