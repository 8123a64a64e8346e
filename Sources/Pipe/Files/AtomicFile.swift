import Glibc

/// Replaces small files so that a power cut leaves the old content or the new one, never a mixture.
package enum AtomicFile {
    /// Writes beside the file, syncs, renames, syncs the folder. The file is readable by its owner only (0600), and stays
    /// the property of whoever had it; a link stays, and the file that it leads to is replaced.
    /// - Throws: `SystemError`; the old file is untouched then, unless it was the folder that could not be synced.
    package static func write(_ bytes: [UInt8], to path: String) throws(SystemError) {
        let target = resolved(path)
        try write(bytes, to: target.name, in: target.folder)
    }

    /// The same in a folder in which others may put links: one in the place of the file is replaced, never followed.
    /// - Parameter name: one component of a path.
    /// - Throws: as above.
    package static func write(_ bytes: [UInt8], to name: String, in folder: String) throws(SystemError) {
        var file = try HiddenFile(name, in: folder)
        try file.belong(toOwnerOf: "\(folder)/\(name)")
        try bytes.withUnsafeBufferPointer { bytes throws(SystemError) in
            try file.append(UnsafeRawBufferPointer(bytes))
        }
        try file.keep(replacing: true)
    }

    /// The folder and the name behind all links; of a file that is not there as they were given.
    private static func resolved(_ path: String) -> (folder: String, name: String) {
        var path = path
        if let real = realpath(path, nil) {
            path = String(cString: real)
            free(real)
        }
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        return (String(path[..<slash]), String(path[path.index(after: slash)...]))
    }
}
