import Archive
import Glibc
import Pipe

/// Writes the files of a tree into its inner tar, as they are now.
///
/// Sizes were promised from metadata; files go on living meanwhile. A file that is gone is left out. A file that changed
/// before it is opened is taken with its new size while the tar's allowance lasts. From then on its header stands: a
/// file that shrinks is padded with zeros, one that grows is cut, and both are told. Databases are read as the one state
/// that was promised.
package struct TreeArchiver {
    let tree: FileTree
    private let cancellation: Cancellation
    private let onEntry: (PlannedEntry) -> Void
    package internal(set) var notices = BackupNotices()
    private var allowance: Int64

    private static let bufferSize = 256 * 1024

    /// - Parameters:
    ///   - allowance: bytes that the tar may be larger than planned.
    ///   - onEntry: called before each entry is written.
    package init(
        _ tree: FileTree, allowance: Int64, cancellation: Cancellation, onEntry: @escaping (PlannedEntry) -> Void
    ) {
        self.tree = tree
        self.allowance = allowance
        self.cancellation = cancellation
        self.onEntry = onEntry
    }

    /// - Throws: `CancellationRequested`; the sink's errors.
    package mutating func write<Sink: ByteSink & ~Copyable>(into tar: TarWriter<Sink>) throws {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.bufferSize, alignment: 4096)
        defer { buffer.deallocate() }
        for position in 0..<tree.count {
            try cancellation.check()
            let planned = tree[position]
            onEntry(planned)
            if planned.type != .file {
                try writeHeader(planned, into: tar)
            } else if try !writeDatabase(planned, into: tar, through: buffer) {
                try writeFile(planned, into: tar, through: buffer)
            }
        }
    }

    private mutating func writeHeader<Sink: ByteSink & ~Copyable>(
        _ planned: PlannedEntry, into tar: TarWriter<Sink>
    ) throws {
        do {
            guard let entry = try TarEntry.read(tree.diskPath(of: planned.path), as: planned.path) else {
                return leaveOut(planned, "is not what it was")
            }
            if let entry = admit(entry, planned: planned) { try tar.begin(entry) }
        } catch let error as SystemError {
            leaveOut(planned, "cannot be read any more: \(error)")
        }
    }

    private mutating func writeFile<Sink: ByteSink & ~Copyable>(
        _ planned: PlannedEntry, into tar: TarWriter<Sink>, through buffer: UnsafeMutableRawBufferPointer
    ) throws {
        guard let file = open(planned) else { return }
        guard let status = try? file.status(), status.st_mode & S_IFMT == S_IFREG else {
            return leaveOut(planned, "is not a file any more")
        }
        let current = TarEntry(path: planned.path, kind: .file, status: status)
        guard let entry = admit(current, planned: planned) else { return }
        try tar.begin(entry)
        try copy(file, of: entry, asOf: status, into: tar, through: buffer)
    }

    private mutating func open(_ planned: PlannedEntry) -> FileDescriptor? {
        do {
            return try FileDescriptor(reading: tree.diskPath(of: planned.path))
        } catch {
            leaveOut(planned, "cannot be read any more: \(error)")
            return nil
        }
    }

    private mutating func leaveOut(_ entry: PlannedEntry, _ reason: String) {
        notices.add(.warning, tree.diskPath(of: entry.path), reason)
        allowance += entry.tarSize
    }

    /// The entry as it is now; where it has outgrown the allowance, with its planned size, and if need be without the
    /// fraction of its time, which takes a header of its own.
    mutating func admit(_ current: TarEntry, planned: PlannedEntry) -> TarEntry? {
        var cut = current
        cut.size = planned.size
        var plain = cut
        plain.modified = Timestamp(seconds: max(0, cut.modified.seconds))
        for entry in [current, cut, plain] where entry.size - planned.size <= allowance {
            let growth = PlannedEntry(of: entry).tarSize - planned.tarSize
            guard growth <= allowance else { continue }
            allowance -= growth
            return entry
        }
        leaveOut(planned, "has changed too much to have room in the backup")
        return nil
    }

    private mutating func copy<Sink: ByteSink & ~Copyable>(
        _ file: borrowing FileDescriptor, of entry: TarEntry, asOf before: stat, into tar: TarWriter<Sink>,
        through buffer: UnsafeMutableRawBufferPointer
    ) throws {
        let path = tree.diskPath(of: entry.path)
        let isWhole = try copy(entry, into: tar, through: buffer) { piece, _ in try file.read(into: piece) }
        if isWhole, let after = try? file.status() { tellChange(of: entry, at: path, from: before, to: after) }
    }

    /// Writes the content of an entry, with zeros for what is not there, which is told.
    /// - Parameter read: fills a buffer from an offset; returns how many bytes there were.
    /// - Returns: whether all was there.
    mutating func copy<Sink: ByteSink & ~Copyable>(
        _ entry: TarEntry, into tar: TarWriter<Sink>, through buffer: UnsafeMutableRawBufferPointer,
        read: (UnsafeMutableRawBufferPointer, Int64) throws -> Int
    ) throws -> Bool {
        let path = tree.diskPath(of: entry.path)
        var missing = entry.size
        while missing > 0 {
            try cancellation.check()
            let wanted = Int(min(missing, Int64(buffer.count)))
            let piece = UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted])
            let count = told(path) { try read(piece, entry.size - missing) }
            guard let count, count > 0 else { break }
            try tar.write(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            missing -= Int64(count)
        }
        guard missing > 0 else { return true }
        notices.add(.warning, path, "became shorter while it was read; the last \(missing) bytes are zeros")
        try fillUp(tar)
        return false
    }

    /// What was written to meanwhile may fit together no more; nobody shall take it for a good copy.
    private mutating func tellChange(of entry: TarEntry, at path: [UInt8], from before: stat, to after: stat) {
        if Int64(after.st_size) > entry.size {
            notices.add(.warning, path, "grew while it was read; its first \(entry.size) bytes are in the backup")
        } else if before.modified != after.modified {
            notices.add(.warning, path, "was written to while it was read; its copy may not be consistent")
        }
    }

    /// Piece by piece: zeros deflate to so little that nothing else would notice a cancellation for long.
    private func fillUp<Sink: ByteSink & ~Copyable>(_ tar: TarWriter<Sink>) throws {
        while tar.bytesMissing > 0 {
            try cancellation.check()
            try tar.write(zeros: min(tar.bytesMissing, Int64(Self.bufferSize)))
        }
    }

    /// Nil, with a notice, when the disk fails.
    private mutating func told(_ path: [UInt8], _ read: () throws -> Int) -> Int? {
        do {
            return try read()
        } catch {
            notices.add(.warning, path, "cannot be read to its end: \(error)")
            return nil
        }
    }
}
