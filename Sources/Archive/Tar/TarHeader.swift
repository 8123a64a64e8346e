/// The 512-byte header blocks of a tar member, as POSIX.1-2001 (ustar, pax) lays them down.
///
/// Two dialects, as Home Assistant's readers want them: members of the outer archive have exactly one plain ustar block
/// (a size of 8 GiB or more is written in base 256, since a pax size record makes busybox and Home Assistant's own
/// decrypting copy lose members); inner members get a pax block for whatever ustar cannot hold.
package enum TarHeader {
    /// Where it is to stand: in the outer archive or in an inner one.
    package enum Dialect: Sendable {
        case ustar
        case pax
    }

    package static let blockSize = 512

    /// The first number that eleven octal digits do not hold.
    static let octalSizeLimit: Int64 = 1 << 33

    /// The header of an entry: one block, or three and more where pax records are needed.
    package static func encode(_ entry: TarEntry, as dialect: Dialect) -> [UInt8] {
        var header: [UInt8] = []
        if dialect == .pax {
            let records = PAXHeader(for: entry)
            if !records.bytes.isEmpty {
                header += block(PAXHeader.carrier(size: records.bytes.count), type: "x")
                header += padded(records.bytes)
            }
        }
        return header + block(entry, type: typeFlag(of: entry.kind))
    }

    /// Zero bytes needed after `count` bytes to reach a whole block.
    package static func padding(after count: Int64) -> Int64 {
        let rest = count % Int64(blockSize)
        return rest == 0 ? 0 : Int64(blockSize) - rest
    }

    private static func padded(_ bytes: [UInt8]) -> [UInt8] {
        bytes + [UInt8](repeating: 0, count: Int(padding(after: Int64(bytes.count))))
    }

    private static func typeFlag(of kind: TarEntry.Kind) -> Unicode.Scalar {
        switch kind {
        case .file: "0"
        case .directory: "5"
        case .symbolicLink: "2"
        }
    }

    private static func block(_ entry: TarEntry, type: Unicode.Scalar) -> [UInt8] {
        var fields = HeaderFields()
        fields.put(entry.storedName, at: 0, length: 100)
        fields.putOctal(Int64(entry.mode & 0o7777), at: 100, length: 8)
        fields.putOctal(Int64(entry.owner), at: 108, length: 8)
        fields.putOctal(Int64(entry.group), at: 116, length: 8)
        fields.putSize(entry.size, at: 124)
        fields.putOctal(max(0, entry.modified.seconds), at: 136, length: 12)
        fields.put([UInt8(ascii: type)], at: 156, length: 1)
        if case .symbolicLink(let target) = entry.kind { fields.put(target, at: 157, length: 100) }
        fields.put(Array("ustar\u{0}00".utf8), at: 257, length: 8)
        fields.putChecksum()
        return fields.bytes
    }
}

extension TarEntry {
    /// The name as tar writes it: a directory ends in a slash.
    var storedName: [UInt8] {
        kind == .directory && path.last != UInt8(ascii: "/") ? path + [UInt8(ascii: "/")] : path
    }
}

/// The fields of one header block while they are filled in.
private struct HeaderFields {
    private(set) var bytes = [UInt8](repeating: 0, count: TarHeader.blockSize)

    mutating func put(_ value: [UInt8], at offset: Int, length: Int) {
        for (index, byte) in value.prefix(length).enumerated() { bytes[offset + index] = byte }
    }

    /// Octal digits with a closing NUL. A value that does not fit is written as zero: a pax record carries it.
    mutating func putOctal(_ value: Int64, at offset: Int, length: Int) {
        let digits = Array(String(value, radix: 8).utf8)
        let room = length - 1
        guard digits.count <= room else { return putOctal(0, at: offset, length: length) }
        put([UInt8](repeating: UInt8(ascii: "0"), count: room - digits.count) + digits, at: offset, length: room)
    }

    mutating func putSize(_ size: Int64, at offset: Int) {
        guard size >= TarHeader.octalSizeLimit else { return putOctal(size, at: offset, length: 12) }
        bytes[offset] = 0x80
        for index in 0..<8 { bytes[offset + 11 - index] = UInt8(truncatingIfNeeded: size >> (8 * Int64(index))) }
    }

    /// The last thing to be put: six octal digits, NUL, space.
    mutating func putChecksum() {
        putOctal(TarChecksum.computed(over: bytes), at: TarChecksum.field.lowerBound, length: 7)
        bytes[TarChecksum.field.upperBound - 1] = UInt8(ascii: " ")
    }
}
