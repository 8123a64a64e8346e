import Archive

/// An entry of a tree as the scan found it: what its place in the tar was reserved for.
package struct PlannedEntry: Sendable, Equatable {
    /// The name in the tar, raw bytes.
    package let path: [UInt8]
    package let type: EntryType
    /// Bytes of content.
    package let size: Int64
    /// Bytes of its header.
    package let headerSize: Int64

    init(path: [UInt8], type: EntryType, size: Int64, headerSize: Int64) {
        self.path = path
        self.type = type
        self.size = size
        self.headerSize = headerSize
    }

    /// The place that an entry needs.
    init(of entry: TarEntry) {
        self.init(
            path: entry.path, type: EntryType(entry.kind), size: entry.size,
            headerSize: Int64(TarHeader.encode(entry, as: .pax).count))
    }

    /// Bytes of header, content and padding.
    package var tarSize: Int64 {
        headerSize + size + TarHeader.padding(after: size)
    }
}
