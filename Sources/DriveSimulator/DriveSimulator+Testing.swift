import JSON
import Synchronization

// What somebody does in the browser, past the interface that is simulated.
extension DriveSimulator {
    /// Puts a file there; its metadata as files.create takes them.
    /// - Throws: as a request would be refused.
    @discardableResult
    package func put(_ metadata: JSON, content: [UInt8] = []) throws -> StoredFile {
        let writer = try ContentWriter(configuration.storage, sha256: configuration.sha256)
        try content.withUnsafeBytes { try writer.write($0) }
        return try drive.withLock { try $0.create(try FileMetadata(metadata)) { try writer.finish(as: $0) } }
    }

    /// Changes a file's metadata, as files.update takes them.
    package func change(_ id: String, _ metadata: JSON) throws {
        _ = try drive.withLock { try $0.update(id, try FileMetadata(metadata)) }
    }

    /// Removes a file for good.
    package func remove(_ id: String) throws {
        for file in try drive.withLock({ try $0.delete(id) }) { file.content?.remove() }
    }
}
