import Catalog
import Cryptography
import Drive
import FoundationEssentials
import Glibc
import Pipe

/// A backup on its way into a folder: hidden until it is kept, gone without a trace when it is not.
final class PendingBackup {
    private let store: FolderStore
    private let path: String
    private let name: String
    private var sidecar: Sidecar
    private var file: HiddenFile?
    private var isKept = false

    /// Bytes after which what was written is brought to the disk: all at once in the end would take minutes without a word.
    private static let syncInterval: Int64 = 4 << 20

    /// - Throws: `FolderError`.
    init(_ label: BackupLabel, in path: String) throws {
        let store = try FolderStore(path)
        let name = label.fileName
        guard FolderStore.isName(name), !store.exists(name), store.sidecar(of: name) == nil else {
            throw FolderError.taken("\(path)/\(name)")
        }
        self.store = store
        self.path = path
        self.name = name
        sidecar = Sidecar(label.mark)
        // First of all, so that nothing is ever there that nobody owns.
        try store.write(sidecar, of: name)
        do throws(SystemError) {
            file = try HiddenFile(name, in: path)
        } catch {
            try? store.remove(Sidecar.name(of: name))
            isKept = true
            throw FolderError(error, in: path)
        }
    }

    deinit {
        guard !isKept else { return }
        // The hidden file goes before its owner.
        file = nil
        try? store.remove(Sidecar.name(of: name))
    }

    /// Writes all that comes through the pipe, and returns when it is on the disk. Blocks.
    /// - Parameter reserve: bytes that stay free, or a twentieth of the disk, if that is less.
    /// - Throws: `FolderError`, the producer's error.
    func take(
        _ reader: consuming PipeReader, leaving reserve: Int64 = 0, report: (UploadProgress) -> Void = { _ in }
    ) throws {
        var digest = Digest(.md5)
        var progress = UploadProgress()
        do {
            while let block = try reader.read() {
                digest.update(block.bytes)
                try file?.write(block.bytes)
                progress.live += Int64(block.bytes.count)
                if progress.live - progress.acknowledged >= Self.syncInterval {
                    try sync(&progress)
                    try requireRoom(reserve)
                }
                report(progress)
            }
            try sync(&progress)
            guard try file?.size == progress.live else { throw FolderError.corrupt("\(path)/\(name)") }
        } catch let error as SystemError {
            throw FolderError(error, in: path)
        }
        report(progress)
        sidecar.md5 = digest.finish()
        sidecar.size = progress.live
    }

    private func sync(_ progress: inout UploadProgress) throws(SystemError) {
        try file?.sync()
        progress.acknowledged = progress.live
    }

    private func requireRoom(_ reserve: Int64) throws(FolderError) {
        guard reserve > 0, let space = DiskSpace(of: path)?.space else { return }
        guard space.free >= min(reserve, space.total / 20) else { throw .full(path) }
    }

    /// The MD5 of what was written, once all is.
    var md5: String? { sidecar.md5 }

    /// Gives the backup its name. The notes are whole before that: whenever the power goes, they are both there or neither.
    /// - Throws: `FolderError`.
    func keep() throws -> StoredBackup {
        sidecar.apply(.confirmed(md5: nil))
        try store.write(sidecar, of: name)
        do throws(SystemError) {
            try file.take()?.keep(replacing: false)
        } catch {
            // Whatever has the name by now is somebody else's.
            guard error.number != EEXIST else { throw FolderError.taken("\(path)/\(name)") }
            try? store.remove(name)
            throw FolderError(error, in: path)
        }
        isKept = true
        guard let backup = try store.backup(name) else { throw FolderError.missing("\(path)/\(name)") }
        return backup
    }
}
