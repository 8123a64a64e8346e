import Archive
import Backup
import FoundationEssentials
import Glibc
import Pipe
import TestSupport

/// A folder on disk to be backed up, removed with the test.
final class SourceFolder {
    private let folder: TemporaryFolder
    var path: String { folder.path }

    /// - Parameter parent: nil for the place of all temporary folders.
    init(in parent: String? = nil) throws {
        folder = try TemporaryFolder(in: parent)
    }

    func file(_ name: String, _ content: [UInt8], mode: mode_t = 0o644) throws {
        try file(Array(name.utf8), content, mode: mode)
    }

    func file(_ name: [UInt8], _ content: [UInt8], mode: mode_t = 0o644) throws {
        let file = try FileDescriptor(opening: disk(name), flags: O_WRONLY | O_CREAT | O_TRUNC, mode: mode)
        var done = 0
        while done < content.count {
            done += content.withUnsafeBytes { Glibc.write(file.number, $0.baseAddress! + done, content.count - done) }
        }
        fchmod(file.number, mode)
    }

    func directory(_ name: String, mode: mode_t = 0o755) {
        mkdir("\(path)/\(name)", mode)
    }

    func link(_ name: String, to target: String) {
        symlink(target, "\(path)/\(name)")
    }

    func remove(_ name: String) {
        unlink("\(path)/\(name)")
    }

    /// Sets the modification time, which a directory loses with every new entry.
    func touch(_ name: String, seconds: Int, nanoseconds: Int) {
        let times = [timespec(tv_sec: seconds, tv_nsec: nanoseconds), timespec(tv_sec: seconds, tv_nsec: nanoseconds)]
        utimensat(AT_FDCWD, "\(path)/\(name)", times, AT_SYMLINK_NOFOLLOW)
    }

    private func disk(_ name: [UInt8]) -> [UInt8] {
        Array(path.utf8) + [UInt8(ascii: "/")] + name
    }

    func scan(_ databases: Databases) throws -> FileTree {
        try FileTree.scan(
            path, as: "data", exclusions: Exclusions([]), databases: databases, cancellation: Cancellation())
    }

    func scan(excluding patterns: [String] = []) throws -> FileTree {
        try FileTree.scan(
            path, as: "data", exclusions: Exclusions(patterns.map(Glob.init)), cancellation: Cancellation())
    }
}

extension FileTree {
    var names: [String] { (0..<count).map { String(decoding: self[$0].path, as: UTF8.self) } }
}

extension SourceFolder {
    /// A backup of it as the configuration.
    var request: BackupRequest {
        BackupRequest(
            name: "Test", date: Date(timeIntervalSince1970: 1_767_225_599.5), source: BackupSource(configuration: path),
            instance: "test", producerVersion: "1.0")
    }
}
