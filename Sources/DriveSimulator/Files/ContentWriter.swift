import Cryptography
import Glibc

/// Takes the bytes of one upload: digests them and puts them where the storage says.
///
/// Not checked by the compiler: it is used by one thread at a time, of a session under the session's lock.
final class ContentWriter: @unchecked Sendable {
    private let storage: ContentStorage
    private var md5: Digest? = Digest(.md5)
    private var sha256: Digest?
    private(set) var size: Int64 = 0
    private var memory: [UInt8] = []
    private var file: (descriptor: Int32, path: String)?

    init(_ storage: ContentStorage, sha256: Bool) throws(SimulatorError) {
        self.storage = storage
        if sha256 { self.sha256 = Digest(.sha256) }
        if case .folder(let folder) = storage {
            let path = "\(folder)/\(Identifier.random(prefix: "session-", length: 24))"
            let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw .cannotStore(path: path, errno: errno) }
            file = (descriptor, path)
        }
    }

    deinit {
        abandon()
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(SimulatorError) {
        md5?.update(bytes)
        sha256?.update(bytes)
        size += Int64(bytes.count)
        switch storage {
        case .discard: return
        case .memory: memory.append(contentsOf: bytes)
        case .folder: try append(bytes)
        }
    }

    /// Ends the content; in a folder its file gets the name of the Drive file.
    func finish(as id: String) throws(SimulatorError) -> StoredContent {
        let location = try location(for: id)
        return StoredContent(
            size: size, md5: md5.take()?.finish() ?? "", sha256: sha256.take()?.finish(), location: location)
    }

    /// Removes what was written; harmless after `finish`.
    func abandon() {
        memory = []
        guard let file else { return }
        close(file.descriptor)
        unlink(file.path)
        self.file = nil
    }

    private func location(for id: String) throws(SimulatorError) -> StoredContent.Location {
        guard case .folder(let folder) = storage, let file else {
            return storage == .discard ? .discarded : .memory(memory)
        }
        let path = "\(folder)/\(id)"
        guard rename(file.path, path) == 0 else { throw .cannotStore(path: path, errno: errno) }
        close(file.descriptor)
        self.file = nil
        return .file(path)
    }

    private func append(_ bytes: UnsafeRawBufferPointer) throws(SimulatorError) {
        guard let file else { return }
        var written = 0
        while written < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
            let count = Glibc.write(file.descriptor, rest.baseAddress, rest.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw .cannotStore(path: file.path, errno: errno) }
            written += count
        }
    }
}
