/// Where an entry of an archive belongs, proved to be harmless: relative, below its folder, within what file systems take.
///
/// `.` and doubled slashes are gone; no component is `..`, empty, or has a NUL or a slash in it.
package struct EntryPath: Sendable, Hashable {
    /// From the top; none for the folder itself.
    package let components: [[UInt8]]

    /// Bytes; `PATH_MAX` without its NUL, so that whatever could be saved by its path can be restored.
    static let lengthLimit = 4095
    /// Bytes, `NAME_MAX` of every common file system.
    static let nameLengthLimit = 255
    /// Levels. Real trees have some thirty.
    static let depthLimit = 256

    /// - Parameter raw: the name as it stands in the archive.
    /// - Throws: `EntryRefusal`.
    package init(_ raw: [UInt8]) throws(EntryRefusal) {
        guard !raw.isEmpty else { throw .emptyName }
        guard raw.count <= Self.lengthLimit else { throw .pathTooLong }
        guard raw.first != slash else { throw .absoluteName }
        guard !raw.contains(0) else { throw .nulInName }
        let parts = raw.split(separator: slash).filter { !$0.elementsEqual(".".utf8) }
        guard !parts.contains(where: { $0.elementsEqual("..".utf8) }) else { throw .leadsOut }
        guard parts.allSatisfy({ $0.count <= Self.nameLengthLimit }) else { throw .nameTooLong }
        try self.init(components: parts.map(Array.init))
    }

    private init(components: [[UInt8]]) throws(EntryRefusal) {
        guard components.count <= Self.depthLimit else { throw .tooDeep }
        self.components = components
    }

    /// Parts of paths that were proved already.
    init(proved components: some Sequence<[UInt8]>) {
        self.components = Array(components)
    }

    /// The components joined by slashes.
    package var bytes: [UInt8] { Array(components.joined(separator: [slash])) }

    /// The path below a folder.
    /// - Throws: `EntryRefusal.tooDeep`.
    func below(_ folder: EntryPath) throws(EntryRefusal) -> EntryPath {
        try EntryPath(components: folder.components + components)
    }
}

private let slash = UInt8(ascii: "/")
