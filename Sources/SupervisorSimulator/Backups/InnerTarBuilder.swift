import Archive
import FoundationEssentials
import Glibc
import Pipe

/// The tar of one member, put together in memory: simulated systems are small.
struct InnerTarBuilder {
    /// Bytes in memory as a sink.
    struct Memory: ByteSink {
        var bytes: [UInt8] = []

        mutating func write(_ more: UnsafeRawBufferPointer) {
            bytes.append(contentsOf: more)
        }
    }

    private let archive = TarWriter(Memory(), dialect: .pax)

    /// A folder under this name, with all that is in it: files, folders and links.
    /// - Parameters:
    ///   - folder: nil for one that is empty.
    ///   - name: `.` has its content without any name in front, as Python's `arcname` has it.
    ///   - skips: what is left out, by its path in the folder.
    func add(_ folder: String?, as name: String, skips: (String) -> Bool = { _ in false }) throws {
        try archive.begin(
            TarEntry(path: Array(name.utf8), kind: .directory, mode: 0o755, modified: Timestamp(seconds: 0)))
        guard let folder else { return }
        let prefix = name == "." ? "" : "\(name)/"
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder).sorted() where !skips(path) {
            try add(disk: "\(folder)/\(path)", as: prefix + path)
        }
    }

    /// A file with this content.
    func add(_ content: [UInt8], as name: String) throws {
        try archive.begin(TarEntry(path: Array(name.utf8), size: Int64(content.count), modified: Timestamp(seconds: 0)))
        try content.withUnsafeBytes { try archive.write($0) }
    }

    /// The whole.
    func finish() throws -> [UInt8] {
        try archive.finish().bytes
    }

    private func add(disk path: String, as name: String) throws {
        var status = stat()
        guard lstat(path, &status) == 0 else { throw SystemError.last }
        var entry = TarEntry(
            path: Array(name.utf8), mode: UInt32(status.st_mode) & 0o7777, owner: status.st_uid, group: status.st_gid,
            modified: Timestamp(seconds: Int64(status.st_mtim.tv_sec), nanoseconds: Int64(status.st_mtim.tv_nsec)))
        switch status.st_mode & S_IFMT {
        case S_IFDIR: entry.kind = .directory
        case S_IFLNK:
            let target = try FileManager.default.destinationOfSymbolicLink(atPath: path)
            entry.kind = .symbolicLink(target: Array(target.utf8))
        case S_IFREG: return try add(file: path, entry)
        default: return
        }
        try archive.begin(entry)
    }

    private func add(file path: String, _ entry: TarEntry) throws {
        let content = try Data(contentsOf: URL(filePath: path))
        var entry = entry
        entry.size = Int64(content.count)
        try archive.begin(entry)
        try content.withUnsafeBytes { try archive.write($0) }
    }
}
