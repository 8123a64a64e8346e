import FoundationEssentials
import Glibc
import Pipe

/// The one small file of the agent: what it remembers over a restart, in the configured state directory.
///
/// Losing it loses a few sensors' history and what was set over MQTT, nothing else: it must never stop a backup.
package struct StateFile: Sendable {
    private let path: String

    package init(directory: String) {
        path = directory + "/state.json"
    }

    /// What was remembered, or nothing when there is no file or it cannot be understood.
    package func load() -> AgentMemory {
        guard let file = try? FileDescriptor(opening: Array(path.utf8), flags: O_RDONLY | O_NONBLOCK) else {
            return AgentMemory()
        }
        var bytes = [UInt8](repeating: 0, count: 64 * 1024)
        let count = (try? bytes.withUnsafeMutableBytes { buffer in try file.read(into: buffer) }) ?? 0
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        return (try? decoder.decode(AgentMemory.self, from: Data(bytes.prefix(count)))) ?? AgentMemory()
    }

    /// - Throws: `SystemError` when the directory is missing or full.
    package func save(_ memory: AgentMemory) throws {
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .iso8601
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
        try AtomicFile.write(Array(try encoder.encode(memory)), to: path)
    }
}
