import Backup
import Cryptography
import FoundationEssentials
import Glibc
import Pipe

/// Brings a backup, untouched, into a folder of this machine: hidden until its checksum is right.
package struct FetchJob: Sendable {
    private let file: any BackupFile
    private let folder: String
    private let shownFolder: String
    private let name: String
    private let overwrite: Bool
    private let meter: ProgressMeter
    private let cancellation: Cancellation

    /// Bytes of a name without its ending, so that there is room for what hides it beside that.
    private static let stemLimit = 200

    /// - Parameters:
    ///   - folder: where it shall lie, such as Home Assistant's `backups`.
    ///   - shownFolder: what people call that folder, where it is another name.
    ///   - name: the file's there; nil: the one that it has where it is kept.
    ///   - overwrite: whether a file of its name may be replaced.
    package init(
        _ file: any BackupFile, to folder: String, shownAs shownFolder: String? = nil, name: String? = nil,
        overwrite: Bool, meter: ProgressMeter, cancellation: Cancellation
    ) {
        self.file = file
        self.folder = folder
        self.shownFolder = shownFolder ?? folder
        let isArchive = (file as? StoredBackup)?.isStream != true
        self.name = Self.safeName(name ?? file.name, isArchive: isArchive)
        self.overwrite = overwrite
        self.meter = meter
        self.cancellation = cancellation
    }

    /// Where it will lie, as people know it.
    private var path: String { "\(shownFolder)/\(name)" }

    /// Blocks.
    /// - Returns: the path.
    /// - Throws: `FetchError`, `TargetError`, `CancellationRequested`, the source's errors. Nothing is left in the folder then.
    package func run() throws -> String {
        try check()
        do {
            var target = try HiddenFile(name, in: folder)
            try copy(into: &target)
            try target.keep(replacing: overwrite)
        } catch let error as SystemError {
            throw error.number == EEXIST ? FetchError.exists(path) : .notWritable(shownFolder, error)
        }
        return path
    }

    /// Whether it can be brought there, as far as that can be said beforehand.
    /// - Returns: the path.
    /// - Throws: `FetchError`.
    @discardableResult
    package func check() throws(FetchError) -> String {
        var status = stat()
        // A link that leads nowhere is in the way, too.
        guard overwrite || lstat("\(folder)/\(name)", &status) != 0 else {
            throw .exists(path)
        }
        if let free = try freeBytes(), free <= file.size {
            throw .noSpace(shownFolder, needed: file.size, free: free)
        }
        return path
    }

    private func freeBytes() throws(FetchError) -> Int64? {
        do throws(SystemError) {
            return try FileDescriptor(opening: Array(folder.utf8), flags: O_RDONLY | O_DIRECTORY).freeBytes
        } catch {
            throw .notWritable(shownFolder, error)
        }
    }

    private func copy(into target: inout HiddenFile) throws {
        let source = try file.source(from: 0, count: file.size)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 4096)
        defer { buffer.deallocate() }
        var digest = Digest(.md5)
        var done: Int64 = 0
        meter.update { $0.totalIsExact(file.size) }
        while true {
            try cancellation.check()
            let count = try read(source, into: buffer)
            if count == 0 { break }
            let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
            digest.update(bytes)
            try target.write(bytes)
            done += Int64(count)
            meter.update { $0.doneBytes = done }
        }
        let sum = digest.finish()
        guard done == file.size, file.md5 == nil || file.md5 == sum else { throw FetchError.corrupt(file.name) }
    }

    /// What fails here is the backup's disk, not the folder's.
    private func read(_ source: any ByteSource, into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        do {
            return try source.read(into: buffer)
        } catch let error as SystemError {
            throw TargetError.unreadable(file.name, "\(error)")
        }
    }

    /// The name comes from outside: one component, not hidden, and short enough for every file system.
    /// - Parameter isArchive: whether it gets the ending that Home Assistant looks for.
    static func safeName(_ name: String, isArchive: Bool = true) -> String {
        // By scalars: a slash with an accent on it is no slash to a string, but it is one to the system.
        let last = name.unicodeScalars.split(separator: "/").last.map(String.init) ?? ""
        let printable = last.unicodeScalars.filter { !$0.isControl }
        var stem = String(String.UnicodeScalarView(printable.drop { $0 == "." }))
        if isArchive, stem.hasSuffix(".tar") { stem.removeLast(4) }
        let limit = isArchive ? stemLimit : stemLimit + 40
        while stem.utf8.count > limit { stem.unicodeScalars.removeLast() }
        guard isArchive else { return stem.isEmpty ? "stream" : stem }
        return stem.isEmpty ? "backup.tar" : stem + ".tar"
    }
}
