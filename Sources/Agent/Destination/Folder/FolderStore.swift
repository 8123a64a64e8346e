import Backup
import Catalog
import Drive
import Glibc
import Pipe

/// The backups in a folder. The id of one is the name of its file.
struct FolderStore: BackupStore {
    private let path: String

    /// - Throws: `FolderError` when the folder is not there.
    init(_ path: String) throws(FolderError) {
        self.path = path
        do throws(SystemError) {
            _ = try FileDescriptor(opening: Array(path.utf8), flags: O_RDONLY | O_DIRECTORY)
        } catch {
            throw FolderError(error, in: path)
        }
    }

    func backups(onlyMarked: Bool) throws -> [StoredBackup] {
        try names().compactMap { name in
            guard !name.hasPrefix(".") else { return nil }
            let found = try stored(name)
            return found?.entry.instance == nil && (onlyMarked || !name.hasSuffix(".tar")) ? nil : found
        }
    }

    func backup(_ id: String) throws -> StoredBackup? {
        guard Self.isName(id) else { return nil }
        return try stored(id)
    }

    func note(_ note: BackupNote, on id: String) throws -> CatalogEntry? {
        guard Self.isName(id) else { throw TargetError.unknown }
        let lock = try FolderLock(path)
        guard var sidecar = sidecar(of: id) else { throw TargetError.unknown }
        sidecar.apply(note)
        try write(sidecar, of: id)
        lock.release()
        return try stored(id)?.entry
    }

    /// The file first: a file without its notes would be nobody's.
    func delete(_ id: String) throws {
        guard Self.isName(id) else { throw TargetError.unknown }
        HiddenFile.removeHiddenName(of: id, in: path)
        try remove(id)
        try remove(Sidecar.name(of: id))
    }

    func quota(patience: Double?) throws -> StorageQuota {
        guard let space = DiskSpace(of: path)?.space else { throw FolderError(.last, in: path) }
        return StorageQuota(limit: space.used.saturatingSum(space.free), usage: space.used)
    }

    /// A regular file, with its notes if it has any.
    private func stored(_ name: String) throws -> StoredBackup? {
        var status = stat()
        guard lstat("\(path)/\(name)", &status) == 0 else {
            let error = SystemError.last
            // What cannot be seen just now is not gone; what no file can be called was never there.
            guard [ENOENT, ENOTDIR, ENAMETOOLONG, EINVAL, EILSEQ].contains(error.number) else {
                throw FolderError(error, in: path)
            }
            return nil
        }
        guard status.st_mode & S_IFMT == S_IFREG else { return nil }
        let entry = CatalogEntry(name, status, sidecar(of: name))
        return StoredBackup(entry, FolderBackupFile(name: name, entry: entry, path: "\(path)/\(name)"))
    }
}

// What lies in the folder.
extension FolderStore {
    /// Of all files, hidden ones too; none when the folder has just gone.
    private func names() throws -> [String] {
        guard let folder = opendir(path) else { throw FolderError(.last, in: path) }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(validatingCString: $0) }
            }
            if let name { names.append(name) }
        }
        return names
    }

    /// Nil when there is none that can be understood.
    func sidecar(of name: String) -> Sidecar? {
        var bytes = [UInt8](repeating: 0, count: 16_384)
        let count = try? bytes.withUnsafeMutableBytes { buffer in
            try FileDescriptor(reading: Array("\(path)/\(Sidecar.name(of: name))".utf8)).read(into: buffer)
        }
        guard let count else { return nil }
        return Sidecar(Array(bytes.prefix(count)))
    }

    /// - Throws: `FolderError`.
    func write(_ sidecar: Sidecar, of name: String) throws(FolderError) {
        do throws(SystemError) {
            try AtomicFile.write(sidecar.bytes, to: Sidecar.name(of: name), in: path)
        } catch {
            throw FolderError(error, in: path)
        }
    }

    /// - Throws: `FolderError`, but not for what is gone already.
    func remove(_ name: String) throws(FolderError) {
        guard unlink("\(path)/\(name)") != 0, errno != ENOENT else { return }
        throw FolderError(.last, in: path)
    }

    /// Takes away sidecars of the instance that have no file, and what was written of that file.
    ///
    /// Where nothing is being written any more and the file is not there, it will not be.
    func removeLeftovers(of instance: String) throws {
        let names = try names()
        for name in names.compactMap(Sidecar.file) {
            guard sidecar(of: name)?.mark.instance == instance else { continue }
            HiddenFile.removeHiddenName(of: name, in: path)
            guard isGone(name), removeHidden(name), isGone(name) else { continue }
            try remove(Sidecar.name(of: name))
        }
        // Notes that were being written; what they were about to replace is as it was.
        for name in names.compactMap(Sidecar.beingWritten) { _ = removeHidden(name) }
    }

    /// Takes over what a crash has left of a hidden file, and removes it.
    /// - Returns: false when somebody is still writing it.
    private func removeHidden(_ name: String) -> Bool {
        do throws(SystemError) {
            _ = try HiddenFile(name, in: path)
            return true
        } catch {
            return false
        }
    }

    /// Not so of what cannot be seen just now, as when a NAS hiccups.
    private func isGone(_ name: String) -> Bool {
        var status = stat()
        return lstat("\(path)/\(name)", &status) != 0 && errno == ENOENT
    }

    func exists(_ name: String) -> Bool {
        var status = stat()
        return lstat("\(path)/\(name)", &status) == 0
    }

    /// One visible component.
    static func isName(_ id: String) -> Bool {
        !id.isEmpty && !id.hasPrefix(".") && !id.unicodeScalars.contains { $0 == "/" || $0 == "\0" }
    }
}
