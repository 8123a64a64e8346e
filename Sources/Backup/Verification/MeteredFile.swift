import Pipe
import Synchronization

/// A stored backup that tells how much of it was fetched, and stops when it is asked to.
final class MeteredFile: BackupFile {
    private let file: any BackupFile
    private let cancellation: Cancellation
    private let progress: @Sendable (Int64) -> Void
    private let count = Atomic<Int64>(0)

    /// Bytes between two reports.
    private static let stride: Int64 = 1 << 20

    /// - Parameter progress: called about once a MiB with the bytes fetched so far, on the reading thread.
    init(_ file: any BackupFile, cancellation: Cancellation, progress: @escaping @Sendable (Int64) -> Void) {
        self.file = file
        self.cancellation = cancellation
        self.progress = progress
    }

    var name: String { file.name }
    var size: Int64 { file.size }
    var md5: String? { file.md5 }
    var bytesRead: Int64 { count.load(ordering: .relaxed) }

    func source(from offset: Int64, count: Int64) throws -> any ByteSource {
        try cancellation.check()
        return MeteredSource(try file.source(from: offset, count: count), self)
    }

    fileprivate func tell(_ bytes: Int) throws {
        try cancellation.check()
        let (before, now) = count.add(Int64(bytes), ordering: .relaxed)
        if before / Self.stride != now / Self.stride { progress(now) }
    }
}

private final class MeteredSource: ByteSource {
    private let source: any ByteSource
    private let file: MeteredFile

    init(_ source: any ByteSource, _ file: MeteredFile) {
        self.source = source
        self.file = file
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let count = try source.read(into: buffer)
        try file.tell(count)
        return count
    }
}
