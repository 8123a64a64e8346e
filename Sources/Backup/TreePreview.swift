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
        var done = 0
        var index = entryIndex(at: offset)
        while done < buffer.count, index < tree.entries.count {
            let skipped = offset + Int64(done) - tree.offsets[index]
            done += read(index, from: skipped, into: UnsafeMutableRawBufferPointer(rebasing: buffer[done...]))
            index += 1
        }
        return done
    }

    /// The entry whose bytes stand at `offset`.
    private func entryIndex(at offset: Int64) -> Int {
        var (low, high) = (0, tree.entries.count)
        while low + 1 < high {
            let middle = (low + high) / 2
            if tree.offsets[middle] <= offset { low = middle } else { high = middle }
        }
        return low
    }

    /// One entry's bytes from `start` on, as far as the buffer goes.
    private func read(_ index: Int, from start: Int64, into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let entry = tree.entries[index]
        let length = tree.offsets[index + 1] - tree.offsets[index] - start
        let count = Int(min(length, Int64(buffer.count)))
        let target = UnsafeMutableRawBufferPointer(rebasing: buffer[..<count])
        target.initializeMemory(as: UInt8.self, repeating: 0)
        let header = TarHeader.encode(entry, as: .pax)
        var position = 0
        if start < header.count {
            position = min(count, header.count - Int(start))
            target.copyBytes(from: header[Int(start)..<Int(start) + position])
        }
        if entry.size > 0, position < count {
            let body = UnsafeMutableRawBufferPointer(rebasing: target[position...])
            readContent(of: entry, from: start + Int64(position) - Int64(header.count), into: body)
        }
        return count
    }

    private func readContent(of entry: TarEntry, from start: Int64, into buffer: UnsafeMutableRawBufferPointer) {
        guard start < entry.size else { return }
        let wanted = Int(min(Int64(buffer.count), entry.size - start))
        guard let file = try? FileDescriptor(reading: tree.diskPath(of: entry)) else { return }
        _ = try? file.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]), at: start)
    }
}
