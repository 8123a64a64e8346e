import Archive
import Glibc
import Pipe

extension TarEntry {
    /// An entry with the attributes that `stat(2)` tells.
    init(path: [UInt8], kind: Kind, status: stat) {
        self.init(
            path: path, kind: kind, size: kind == .file ? Int64(status.st_size) : 0,
            mode: UInt32(status.st_mode) & 0o7777, owner: status.st_uid, group: status.st_gid,
            modified: status.modified)
    }

    /// A link or directory as it lies on disk now; nil when it is something else.
    /// - Throws: `SystemError`, also when there is nothing.
    package static func read(_ disk: [UInt8], as path: [UInt8]) throws(SystemError) -> TarEntry? {
        var status = stat()
        guard withPath(disk, { lstat($0, &status) }) == 0 else { throw .last }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: return TarEntry(path: path, kind: .directory, status: status)
        case S_IFLNK: return TarEntry(path: path, kind: .symbolicLink(target: try target(of: disk)), status: status)
        default: return nil
        }
    }

    /// Where a link leads, raw bytes.
    static func target(of disk: [UInt8]) throws(SystemError) -> [UInt8] {
        let room = Int(PATH_MAX)
        var target = [CChar](repeating: 0, count: room)
        let count = withPath(disk) { readlink($0, &target, room) }
        guard count >= 0 else { throw .last }
        return target.prefix(count).map(UInt8.init(bitPattern:))
    }
}

extension stat {
    /// When the content changed last.
    var modified: Timestamp {
        Timestamp(seconds: Int64(st_mtim.tv_sec), nanoseconds: Int64(st_mtim.tv_nsec))
    }
}
