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
        try FileDescriptor.syncFolder(folder)
    }

    private static func create(_ path: String, _ bytes: [UInt8]) throws(SystemError) {
        let file = try FileDescriptor(
            opening: Array(path.utf8), flags: O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, mode: 0o600)
        try bytes.withUnsafeBufferPointer { bytes throws(SystemError) in
            try file.write(UnsafeRawBufferPointer(bytes))
        }
        try file.sync()
    }
}
