import Archive

/// A folder as it will stand in an inner tar: every entry in its place, and the size of it all, from metadata alone.
package struct FileTree: Sendable {
    /// The folder on disk, raw bytes, without a slash at the end.
    package let root: [UInt8]
    /// What stands before every name in the tar: `data` for the configuration, `.` for a folder.
    package let top: [UInt8]
    /// In the order of the archive.
    package let entries: [TarEntry]
    /// Where each entry's header starts in the tar, and at the end the size without the archive's own end.
    package let offsets: [Int64]
    /// Stretches of the tar that compress alike.
    package let strata: [Range<Int64>]
    package let notices: BackupNotices

    init(root: [UInt8], top: [UInt8], entries: [TarEntry], notices: BackupNotices) {
        self.root = root
        self.top = top
        self.notices = notices
        let classified = entries.map { (entry: $0, kind: Self.kind(of: $0)) }
        let ordered = Self.withDirectoriesRepeated(classified.sorted { Self.precedes($0, $1) })
        self.entries = ordered.map(\.entry)
        var offsets: [Int64] = [0]
        offsets.reserveCapacity(entries.count + 1)
        var strata: [Range<Int64>] = []
        var kind: ContentClass?
        for item in ordered {
            let start = offsets[offsets.count - 1]
            let end = start + Self.tarSize(of: item.entry)
            offsets.append(end)
            if kind == item.kind, let last = strata.popLast() {
                strata.append(last.lowerBound..<end)
            } else {
                strata.append(start..<end)
                kind = item.kind
            }
        }
        self.offsets = offsets
        self.strata = strata
    }

    /// Bytes of the tar with nothing changed, its end included.
    package var tarSize: Int64 {
        let size = offsets[offsets.count - 1]
        return size + tarEndSize(after: size)
    }

    /// Bytes of room beyond that, so that small files that grew before they were read need not be cut.
    package var growthAllowance: Int64 { min(1 << 20, 64 << 10 + tarSize / 256) }

    /// The path on disk of an entry.
    package func diskPath(of entry: TarEntry) -> [UInt8] {
        let isPrefixed = top != [UInt8(ascii: ".")]
        return isPrefixed ? root + entry.path.dropFirst(top.count) : root + [UInt8(ascii: "/")] + entry.path
    }

    /// Bytes an entry takes in the tar: header, content, padding.
    package static func tarSize(of entry: TarEntry) -> Int64 {
        Int64(TarHeader.encode(entry, as: .pax).count) + entry.size + TarHeader.padding(after: entry.size)
    }

    private static func kind(of entry: TarEntry) -> ContentClass {
        entry.kind == .file ? .of(path: entry.path) : .headersOnly
    }

    private typealias Classified = (entry: TarEntry, kind: ContentClass)

    private static func precedes(_ one: Classified, _ other: Classified) -> Bool {
        if one.kind != other.kind { return one.kind < other.kind }
        if one.kind == .headersOnly { return precedesAsHeader(one.entry, other.entry) }
        return one.entry.path.lexicographicallyPrecedes(other.entry.path)
    }

    /// Directories from the deepest to the top, each followed by the links in it.
    private static func precedesAsHeader(_ one: TarEntry, _ other: TarEntry) -> Bool {
        let (first, second) = (one.directory, other.directory)
        if first != second { return second.lexicographicallyPrecedes(first) }
        if (one.kind == .directory) != (other.kind == .directory) { return one.kind == .directory }
        return one.path.lexicographicallyPrecedes(other.path)
    }

    /// A directory stands before its links and once more behind them, so that every reader leaves its time right: GNU tar
    /// makes some links at its very end, and then sets the time again only of directories it met before the link; bsdtar
    /// sets the time of a directory that exists at once, and a later link spoils it.
    private static func withDirectoriesRepeated(_ ordered: [Classified]) -> [Classified] {
        var result: [Classified] = []
        result.reserveCapacity(ordered.count)
        var directory: Classified?
        for item in ordered {
            if item.entry.kind == .directory {
                if let open = directory, result.last?.entry != open.entry { result.append(open) }
                directory = item
            }
            result.append(item)
        }
        if let open = directory, result.last?.entry != open.entry { result.append(open) }
        return result
    }
}

extension TarEntry {
    /// The directory itself, or the one a link lies in.
    fileprivate var directory: ArraySlice<UInt8> {
        // A folder's own `.` holds everything, though other names sort before it.
        if kind == .directory { return path == [UInt8(ascii: ".")] ? [] : path[...] }
        return path[..<(path.lastIndex(of: UInt8(ascii: "/")) ?? 0)]
    }
}
