import Archive

/// The entries of a tree in little memory: names in one stretch of bytes, each entry knowing its directory.
///
/// A tree of a hundred thousand files must not cost what a backup may cost altogether: an entry takes 24 bytes and its
/// own name. Everything else about a file is read again when its turn comes.
struct EntryTable: Sendable {
    typealias Index = UInt32

    private struct Entry: Sendable {
        /// Bytes of content.
        let size: Int64
        let nameStart: UInt32
        let directory: Index
        let nameLength: UInt16
        let headerBlocks: UInt8
        let type: EntryType
        let content: ContentClass
    }

    private let top: [UInt8]
    private var entries: [Entry] = []
    private var names: [UInt8] = []

    /// - Parameter top: the name of the folder itself: `data`, or `.` which stands before no name.
    init(top: [UInt8]) {
        self.top = top
    }

    var indices: Range<Index> { 0..<Index(entries.count) }

    /// - Parameters:
    ///   - name: the last component; empty for the folder itself, which comes first.
    ///   - directory: the entry it lies in.
    ///   - content: nil to guess it by the name.
    @discardableResult
    mutating func add(
        _ entry: TarEntry, named name: ArraySlice<UInt8>, in directory: Index, content: ContentClass? = nil
    ) -> Index {
        let headerSize = TarHeader.encode(entry, as: .pax).count
        entries.append(
            Entry(
                size: entry.size, nameStart: UInt32(names.count), directory: directory,
                nameLength: UInt16(name.count), headerBlocks: UInt8(headerSize / TarHeader.blockSize),
                type: EntryType(entry.kind), content: content ?? .of(path: entry.path)))
        names += name
        return Index(entries.count - 1)
    }

    func type(of index: Index) -> EntryType { entries[Int(index)].type }

    func content(of index: Index) -> ContentClass { entries[Int(index)].content }

    func directory(of index: Index) -> Index { entries[Int(index)].directory }

    /// The name in the tar.
    func path(of index: Index) -> [UInt8] {
        guard index > 0 else { return top }
        var components: [ArraySlice<UInt8>] = []
        var index = index
        while index > 0 {
            let entry = entries[Int(index)]
            components.append(names[Int(entry.nameStart)..<Int(entry.nameStart) + Int(entry.nameLength)])
            index = entry.directory
        }
        if top != [UInt8(ascii: ".")] { components.append(top[...]) }
        return Array(components.reversed().joined(separator: [UInt8(ascii: "/")]))
    }

    func planned(_ index: Index) -> PlannedEntry {
        let entry = entries[Int(index)]
        return PlannedEntry(
            path: path(of: index), type: entry.type, size: entry.size,
            headerSize: Int64(entry.headerBlocks) * Int64(TarHeader.blockSize))
    }

    /// Bytes in the tar.
    func tarSize(of index: Index) -> Int64 {
        let entry = entries[Int(index)]
        let header = Int64(entry.headerBlocks) * Int64(TarHeader.blockSize)
        return header + entry.size + TarHeader.padding(after: entry.size)
    }
}

/// What kind of entry it is, without what belongs to it.
package enum EntryType: UInt8, Sendable {
    case file, symbolicLink, directory

    init(_ kind: TarEntry.Kind) {
        switch kind {
        case .file: self = .file
        case .symbolicLink: self = .symbolicLink
        case .directory: self = .directory
        }
    }
}
