import FoundationEssentials
import JSON

/// The folder with the discovery files.
struct DiscoveryFolder {
    static let device = "device.json"

    private let path: String
    /// Names of the component files, sorted.
    let components: [String]

    init(path: String) throws(DiscoveryError) {
        guard let entries = try? FileManager.default.contentsOfDirectory(atPath: path) else {
            throw .folder("\(path) cannot be listed")
        }
        self.path = path
        // Editors leave hidden copies behind.
        components = entries.filter { $0.hasSuffix(".json") && $0 != Self.device && !$0.hasPrefix(".") }.sorted()
    }

    /// - Returns: nil when the file cannot be read or is not JSON.
    func read(_ file: String) -> JSON? {
        guard let bytes = try? Data(contentsOf: URL(filePath: "\(path)/\(file)")) else { return nil }
        return try? JSON(parsing: bytes)
    }

    func id(of file: String) -> String {
        String(file.dropLast(".json".count))
    }
}
