/// One 512-byte header block as it was read: its checksum is right, everything else is only what it says.
struct TarHeaderBlock {
    private let bytes: [UInt8]
    /// Bytes from the start of the archive.
    let offset: Int64

    /// - Parameter bytes: 512 of them.
    /// - Throws: `ArchiveDamage.badHeader`.
    init(_ bytes: [UInt8], at offset: Int64) throws(ArchiveDamage) {
        self.bytes = bytes
        self.offset = offset
        guard bytes.count == TarHeader.blockSize else { throw bad("it is too short") }
        guard let checksum = TarChecksum.stored(in: bytes) else { throw bad("its checksum is no number") }
        guard checksum == TarChecksum.computed(over: bytes) else { throw bad("its checksum does not match") }
    }

    var type: UInt8 { bytes[156] }
    var linkName: [UInt8] { text(157..<257) }

    /// The name with what POSIX put before it. GNU's own format keeps other things there.
    var name: [UInt8] {
        let prefix = isPOSIX ? text(345..<500) : []
        return prefix.isEmpty ? text(0..<100) : prefix + [UInt8(ascii: "/")] + text(0..<100)
    }

    /// Whether one more block of a sparse file's map, in GNU's old way, follows this header.
    var isSparseMapContinued: Bool { bytes[482] != 0 }

    func mode() throws(ArchiveDamage) -> Int64 { try number(100..<108, "mode") }
    func owner() throws(ArchiveDamage) -> Int64 { try number(108..<116, "owner") }
    func group() throws(ArchiveDamage) -> Int64 { try number(116..<124, "group") }
    func modified() throws(ArchiveDamage) -> Int64 { try number(136..<148, "time") }

    /// Bytes of content as the header has it; never negative, and far enough from where arithmetic would overflow.
    func size() throws(ArchiveDamage) -> Int64 {
        let size = try number(124..<136, "size")
        guard TarReader.sizes.contains(size) else { throw bad("its size is impossible") }
        return size
    }

    func bad(_ reason: String) -> ArchiveDamage { .badHeader(offset: offset, reason: reason) }

    private var isPOSIX: Bool { bytes[257..<263].elementsEqual("ustar\u{0}".utf8) }

    private func text(_ range: Range<Int>) -> [UInt8] { Array(bytes[range].prefix { $0 != 0 }) }

    private func number(_ range: Range<Int>, _ field: String) throws(ArchiveDamage) -> Int64 {
        guard let value = TarNumber.parse(bytes[range]) else { throw bad("its \(field) is no number") }
        return value
    }
}
