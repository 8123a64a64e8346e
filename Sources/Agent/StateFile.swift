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

    /// Bytes. More is no file of ours.
    private static let largest = 256 * 1024

    /// What was remembered; nothing when there is no file.
    /// - Throws: `SystemError`, `DecodingError` when there is one that cannot be read or understood.
    package func load() throws -> AgentMemory {
        var status = stat()
        guard lstat(path, &status) == 0 || errno != ENOENT else { return AgentMemory() }
        let file = try FileDescriptor(opening: Array(path.utf8), flags: O_RDONLY | O_NONBLOCK)
        var bytes = [UInt8](repeating: 0, count: Self.largest)
        let count = try bytes.withUnsafeMutableBytes { buffer in try file.read(into: buffer) }
        guard count < Self.largest else { throw SystemError(number: EFBIG) }
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        return try decoder.decode(AgentMemory.self, from: Data(bytes.prefix(count)))
    }

    /// - Throws: `SystemError` when the directory is missing or full.
    package func save(_ memory: AgentMemory) throws {
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .iso8601
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
        try AtomicFile.write(Array(try encoder.encode(memory)), to: path)
    }
}
