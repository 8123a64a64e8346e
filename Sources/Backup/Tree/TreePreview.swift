import Archive
import Glibc
import Pipe

/// Any stretch of a tree's tar, made without writing it: what the sampler measures.
package struct TreePreview {
    private let tree: FileTree

    package init(tree: FileTree) {
        self.tree = tree
    }

    /// Fills the buffer with the tar from `offset` on. Content that cannot be read is zeros.
    /// - Returns: how many bytes there are, fewer than the buffer holds only at the end of the tar.
    package func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) -> Int {
        var (position, start) = tree.position(at: offset)
        var done = 0
        while done < buffer.count, position < tree.count {
            let entry = tree[position]
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
            done += read(entry, from: offset + Int64(done) - start, into: rest)
            start += entry.tarSize
            position += 1
        }
        return done
    }

    /// One entry's bytes from `start` on, as far as the buffer goes.
    private func read(
        _ entry: PlannedEntry, from start: Int64, into buffer: UnsafeMutableRawBufferPointer
    ) -> Int {
        let count = Int(min(entry.tarSize - start, Int64(buffer.count)))
        let target = UnsafeMutableRawBufferPointer(rebasing: buffer[..<count])
        target.initializeMemory(as: UInt8.self, repeating: 0)
        var position = 0
        if start < entry.headerSize {
            let header = header(of: entry)
            position = min(count, header.count - Int(start))
            target.copyBytes(from: header[Int(start)..<Int(start) + position])
        }
        if entry.size > 0, position < count {
            let body = UnsafeMutableRawBufferPointer(rebasing: target[position...])
            readContent(of: entry, from: start + Int64(position) - entry.headerSize, into: body)
        }
        return count
    }

    /// As long as it was planned, whatever became of the entry.
    private func header(of entry: PlannedEntry) -> [UInt8] {
        let disk = tree.diskPath(of: entry.path)
        var header: [UInt8] = []
        if entry.type == .file {
            if let status = status(ofFile: disk) {
                header = TarHeader.encode(TarEntry(path: entry.path, kind: .file, status: status), as: .pax)
            }
        } else if let current = try? TarEntry.read(disk, as: entry.path) {
            header = TarHeader.encode(current, as: .pax)
        }
        let missing = max(0, Int(entry.headerSize) - header.count)
        return header.prefix(Int(entry.headerSize)) + [UInt8](repeating: 0, count: missing)
    }

    private func status(ofFile disk: [UInt8]) -> stat? {
        if let database = tree.databases.held(disk) { return database.status }
        guard let file = try? FileDescriptor(reading: disk) else { return nil }
        return try? file.status()
    }

    private func readContent(
        of entry: PlannedEntry, from start: Int64, into buffer: UnsafeMutableRawBufferPointer
    ) {
        guard start < entry.size else { return }
        let wanted = Int(min(Int64(buffer.count), entry.size - start))
        let piece = UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted])
        let disk = tree.diskPath(of: entry.path)
        if let database = tree.databases.held(disk) {
            try? database.read(into: piece, at: start)
        } else if let file = try? FileDescriptor(reading: disk) {
            _ = try? file.read(into: piece, at: start)
        }
    }
}
