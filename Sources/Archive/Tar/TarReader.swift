import Pipe

/// Reads a tar archive member by member, in one pass and with little memory, however large or hostile it is: ustar, pax
/// (POSIX.1-2001) and GNU tar's own format, which is what Home Assistant, its users and we write.
///
/// As a source it gives the content of the current member; what is not read of it the next `next()` passes over.
package final class TarReader: ByteSource {
    /// How an archive may end.
    package enum End: Sendable {
        /// By two blocks of zeros; one without them was cut.
        case marked
        /// At the border of any member too, as some writers leave it.
        case anyBorder
    }

    /// Bytes that the extended headers of one member may have, and bytes that a name may have.
    static let (extensionLimit, nameLimit): (Int64, Int) = (1 << 20, 1 << 16)
    /// The sizes that are taken for possible, in bytes.
    static let sizes: Range<Int64> = 0..<1 << 60

    private let source: any ByteSource
    private let end: End
    private let note: (ArchiveDamage) -> Void
    private var common = TarAttributes()
    private var isEnded = false
    /// Bytes of the current member's content that can be read, and bytes behind them that nobody can want.
    private var (left, rest): (Int64, Int64) = (0, 0)
    private var padding: Int64 = 0

    /// Bytes read so far; after `next()`, where the member's content begins.
    package private(set) var position: Int64 = 0

    /// - Parameter note: told of damage that does not hinder reading: bytes other than zero that fill up a block.
    package init(
        _ source: any ByteSource, end: End = .marked, note: @escaping (ArchiveDamage) -> Void = { _ in }
    ) {
        self.source = source
        self.end = end
        self.note = note
    }

    /// The next member; nil at the end of the archive, and from then on.
    /// - Throws: `ArchiveDamage`, after which there is nothing more to be had; the source's errors.
    package func next() throws -> TarMember? {
        try leaveMember()
        let start = position
        var own = TarAttributes()
        while !isEnded, let header = try readHeader() {
            guard try readExtension(header, since: start, into: &own) else {
                return try begin(header, own.over(common), start: start)
            }
        }
        isEnded = true
        return nil
    }

    /// Content of the current member; 0 at its end.
    package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        guard left > 0 else { return 0 }
        let wanted = Int(min(left, Int64(buffer.count)))
        let count = try source.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]))
        position += Int64(count)
        left -= Int64(count)
        guard count > 0 else { throw ArchiveDamage.cut(offset: position) }
        return count
    }

    package func skip(_ count: Int64) throws -> Int64 {
        let wanted = min(max(0, count), left)
        try pass(wanted)
        left -= wanted
        return wanted
    }

    /// Reads to the end of the source, behind whose last member only zeros may stand.
    /// - Throws: `ArchiveDamage.unexpectedData`, and whatever `next()` throws.
    package func finish() throws {
        while try next() != nil {}
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)
        defer { buffer.deallocate() }
        while case let count = try source.read(into: buffer), count > 0 {
            if let index = firstNonZero(UnsafeRawBufferPointer(rebasing: buffer[..<count])) {
                throw ArchiveDamage.unexpectedData(
                    offset: position + Int64(index), reason: "something follows the end of the archive")
            }
            position += Int64(count)
        }
    }
}

// From the block to the member.
extension TarReader {
    /// The next header, or nil at the end of the archive.
    private func readHeader() throws -> TarHeaderBlock? {
        let offset = position
        guard let block = try readBlock() else { return nil }
        guard block.allSatisfy({ $0 == 0 }) else { return try TarHeaderBlock(block, at: offset) }
        if let second = try readBlock(), !second.allSatisfy({ $0 == 0 }) {
            throw ArchiveDamage.unexpectedData(
                offset: offset, reason: "a single block of zeros, which is only half an end mark")
        }
        return nil
    }

    /// Nil at the end of the source, if the archive may end there.
    private func readBlock() throws -> [UInt8]? {
        let block = try source.bytes(TarHeader.blockSize)
        position += Int64(block.count)
        if block.isEmpty, end == .anyBorder { return nil }
        guard block.count == TarHeader.blockSize else { throw ArchiveDamage.cut(offset: position) }
        return block
    }

    /// Takes what an extended header says.
    /// - Returns: false when the header is none, but a member's own.
    private func readExtension(
        _ header: TarHeaderBlock, since start: Int64, into own: inout TarAttributes
    ) throws -> Bool {
        switch header.type {
        case UInt8(ascii: "x"), UInt8(ascii: "X"):
            try own.add(records: readBody(of: header, since: start), at: header.offset)
        case UInt8(ascii: "g"):
            try common.add(records: readBody(of: header, since: start), at: header.offset)
        case UInt8(ascii: "L"):
            own.path = Array(try readBody(of: header, since: start).prefix { $0 != 0 })
        case UInt8(ascii: "K"):
            own.linkPath = Array(try readBody(of: header, since: start).prefix { $0 != 0 })
        default:
            return false
        }
        return true
    }

    private func readBody(of header: TarHeaderBlock, since start: Int64) throws -> [UInt8] {
        let size = try header.size()
        guard position - start + size <= Self.extensionLimit else { throw header.bad("extended header too large") }
        let body = try source.bytes(Int(size))
        position += Int64(body.count)
        guard body.count == Int(size) else { throw ArchiveDamage.cut(offset: position) }
        try passPadding(after: size)
        return body
    }

    private func begin(_ header: TarHeaderBlock, _ extras: TarAttributes, start: Int64) throws -> TarMember {
        let size = try extras.size ?? header.size()
        guard Self.sizes.contains(size) else { throw header.bad("its size is impossible") }
        let member = try TarMember(header, extras, size: size, offset: start)
        if header.type == UInt8(ascii: "S") { try passSparseMap(header) }
        // Links, directories and devices have no content whatever their size says; unknown types have it.
        let stored = member.isContentStored ? size : 0
        (left, rest, padding) = (member.size, stored - member.size, TarHeader.padding(after: stored))
        return member
    }

    private func passSparseMap(_ header: TarHeaderBlock) throws {
        var isContinued = header.isSparseMapContinued
        while isContinued {
            let block = try source.bytes(TarHeader.blockSize)
            position += Int64(block.count)
            guard block.count == TarHeader.blockSize else { throw ArchiveDamage.cut(offset: position) }
            isContinued = block[504] != 0
        }
    }

    private func leaveMember() throws {
        guard left + rest + padding > 0 else { return }
        try pass(left + rest)
        let behind = padding
        (left, rest, padding) = (0, 0, 0)
        try passZeros(behind)
    }

    private func pass(_ count: Int64) throws {
        let passed = try source.skip(count)
        position += passed
        guard passed == count else { throw ArchiveDamage.cut(offset: position) }
    }

    private func passPadding(after size: Int64) throws {
        try passZeros(TarHeader.padding(after: size))
    }

    private func passZeros(_ count: Int64) throws {
        let zeros = try source.bytes(Int(count))
        if let index = zeros.firstIndex(where: { $0 != 0 }) {
            note(
                .unexpectedData(offset: position + Int64(index), reason: "something fills up a block that is not zeros")
            )
        }
        position += Int64(zeros.count)
        guard zeros.count == Int(count) else { throw ArchiveDamage.cut(offset: position) }
    }
}

private func firstNonZero(_ bytes: UnsafeRawBufferPointer) -> Int? {
    // Word by word: there can be gigabytes of zeros.
    var index = 0
    while index + 8 <= bytes.count, bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) == 0 { index += 8 }
    while index < bytes.count, bytes[index] == 0 { index += 1 }
    return index < bytes.count ? index : nil
}
