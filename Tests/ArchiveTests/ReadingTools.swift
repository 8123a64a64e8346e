import Archive
import Pipe
import TestSupport

/// The same bytes over and over, without end, counted.
final class EndlessSource: ByteSource {
    private let pattern: [UInt8]
    private(set) var used = 0

    init(_ pattern: [UInt8]) {
        self.pattern = pattern
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let start = used % pattern.count
        let count = min(buffer.count, pattern.count - start)
        pattern.withUnsafeBytes {
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[start..<start + count]))
        }
        used += count
        return count
    }
}

/// A member with its content.
struct ReadMember: Equatable {
    var member: TarMember
    var content: [UInt8]
    var name: String { String(decoding: member.path, as: UTF8.self) }
}

/// All members of an archive that has nothing wrong with it, not even where a reader could go on.
func readTar(_ bytes: [UInt8], end: TarReader.End = .marked, step: Int = .max) throws -> [ReadMember] {
    var oddity: ArchiveDamage?
    let reader = TarReader(BytesSource(bytes, step: step), end: end) { oddity = $0 }
    var members: [ReadMember] = []
    while let member = try reader.next() {
        members.append(ReadMember(member: member, content: try reader.everything()))
    }
    try reader.finish()
    if let oddity { throw oddity }
    return members
}

/// An archive as our own writer makes it.
func writeTar(_ dialect: TarHeader.Dialect, _ members: [(TarEntry, [UInt8])]) throws -> [UInt8] {
    let tar = TarWriter(ByteCollector(), dialect: dialect)
    for (entry, content) in members {
        try tar.begin(entry)
        try tar.write(content)
    }
    return try tar.finish().bytes
}

/// A header block made by hand, every field as the test wants it, with the right checksum.
func tarBlock(
    _ name: String, size: String = "00000000000", type: String = "0", fields: [Int: [UInt8]] = [:]
) -> [UInt8] {
    var block = [UInt8](repeating: 0, count: 512)
    func put(_ bytes: [UInt8], _ offset: Int) { block.replaceSubrange(offset..<offset + bytes.count, with: bytes) }
    put(Array(name.utf8.prefix(100)), 0)
    put("0000644\0".bytes + "0000000\0".bytes + "0000000\0".bytes, 100)
    put(size.bytes, 124)
    put("00000000000\0".bytes + "        ".bytes + type.bytes, 136)
    put("ustar\u{0}00".bytes, 257)
    for (offset, bytes) in fields where offset != 148 { put(bytes, offset) }
    let sum = String(block.reduce(0) { $0 + Int($1) }, radix: 8)
    put(String(repeating: "0", count: 6 - sum.count).bytes + sum.bytes + "\0 ".bytes, 148)
    if let own = fields[148] { put(own, 148) }
    return block
}

/// Content filled up to whole blocks.
func blocks(_ content: [UInt8]) -> [UInt8] {
    content + [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
}

let tarEnd = [UInt8](repeating: 0, count: 1_024)

/// A pax record with the right length.
func record(_ key: String, _ value: String) -> [UInt8] {
    let body = " \(key)=\(value)\n"
    var length = body.utf8.count + 1
    while "\(length)".count + body.utf8.count != length { length = "\(length)".count + body.utf8.count }
    return "\(length)\(body)".bytes
}

/// An extended header and its records.
func extended(_ records: [UInt8], type: String = "x") -> [UInt8] {
    let octal = String(records.count, radix: 8)
    let size = String(repeating: "0", count: 11 - octal.count) + octal
    return tarBlock("././@PaxHeader", size: size, type: type) + blocks(records)
}
