import Glibc

/// Replaces small files so that a power cut leaves the old content or the new one, never a mixture.
package enum AtomicFile {
    /// Writes beside the file, syncs, renames, syncs the folder. The file is readable by its owner only (0600).
    /// - Throws: `SystemError`; the old file is untouched then.
    package static func write(_ bytes: [UInt8], to path: String) throws(SystemError) {
        let temporary = path + ".new"
        do throws(SystemError) {
            try create(temporary, bytes)
            guard rename(temporary, path) == 0 else { throw SystemError.last }
        } catch {
            unlink(temporary)
            throw error
        }
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        let directory = try FileDescriptor(opening: Array(folder.utf8), flags: O_RDONLY | O_DIRECTORY)
        guard fsync(directory.number) == 0 else { throw .last }
    }

    private static func create(_ path: String, _ bytes: [UInt8]) throws(SystemError) {
        let file = try FileDescriptor(
            opening: Array(path.utf8), flags: O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, mode: 0o600)
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file.number, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw .last }
            rest = rest.dropFirst(count)
        }
        guard fsync(file.number) == 0 else { throw .last }
    }
}
