import Archive
import Pipe
import TestSupport
import Testing

@Suite struct TarReaderTests {
    private static let entries: [(TarEntry, [UInt8])] = [
        (TarEntry(path: "data".bytes, kind: .directory, mode: 0o700, modified: Timestamp(seconds: 1)), []),
        (
            TarEntry(
                path: "data/short".bytes, size: 3, mode: 0o4755, owner: 1_000, group: 4_000_000_000,
                modified: Timestamp(seconds: 1_600_000_000, nanoseconds: 123_456_789)), [1, 2, 3]
        ),
        (TarEntry(path: "data/empty".bytes, modified: Timestamp(seconds: -1, nanoseconds: 250_000_000)), []),
        (
            TarEntry(
                path: "data/link".bytes, kind: .symbolicLink(target: String(repeating: "up/", count: 90).bytes),
                modified: Timestamp(seconds: -5)), []
        ),
        (
            TarEntry(
                path: "data/Küche/\(String(repeating: "lang", count: 70))".bytes, size: 70_000,
                modified: Timestamp(seconds: 0, nanoseconds: 1)), prose(70_000)
        ),
        (
            TarEntry(
                path: [0xff] + String(repeating: "y", count: 120).bytes, size: 512, modified: Timestamp(seconds: 7)),
            noise(512)
        ),
    ]

    @Test(arguments: [1, 7, 511, 100_000])
    func `what our own writer wrote comes back, however little the source gives at once`(step: Int) throws {
        let bytes = try writeTar(.pax, Self.entries)
        let members = try readTar(bytes, step: step)
        #expect(members.count == Self.entries.count)
        for (read, (entry, content)) in zip(members, Self.entries) {
            let slash = entry.kind == .directory ? "/".bytes : []
            #expect(read.member.path == entry.path + slash)
            #expect(read.content == content)
            #expect(read.member.size == entry.size)
            #expect(read.member.modified == entry.modified)
            #expect(read.member.mode == entry.mode)
            #expect(read.member.owner == entry.owner && read.member.group == entry.group)
            if case .symbolicLink(let target) = entry.kind {
                #expect(read.member.kind == .symbolicLink(target: target))
            }
        }
    }

    @Test func `content that nobody reads is passed over, and members know where they begin`() throws {
        let bytes = try writeTar(.pax, Self.entries)
        let reader = TarReader(BytesSource(bytes, step: 1_000))
        var names = 0
        while let member = try reader.next() {
            #expect(bytes[Int(member.offset)] != 0)
            #expect(reader.position >= member.offset + 512)
            if names % 2 == 0 { _ = try reader.bytes(2) }
            names += 1
        }
        #expect(names == Self.entries.count)
        #expect(try reader.next() == nil)
        try reader.finish()
    }

    @Test func `a size beyond octal digits is read in base 256 and from a pax record`() throws {
        let size: Int64 = 9 << 30
        let entry = TarEntry(path: "big".bytes, size: size, modified: Timestamp(seconds: 0))
        for dialect in [TarHeader.Dialect.ustar, .pax] {
            let reader = TarReader(BytesSource(TarHeader.encode(entry, as: dialect)))
            #expect(try reader.next()?.size == size)
        }
    }

    @Test(arguments: [
        ("00000000003\0", 3), ("         3  ", 3), ("3\0junk\0\0\0\0\0\0", 3), ("000000000003", 3),
        ("\0\0\0\0\0\0\0\0\0\0\0\0", 0), ("           3", 3), ("3           ", 3),
    ])
    func `numbers are read in the forms that writers use`(form: String, size: Int64) throws {
        let reader = TarReader(BytesSource(tarBlock("a", size: form)))
        #expect(try reader.next()?.size == size)
    }

    @Test(arguments: [
        "0000000000x\0", "00000000008\0", "-0000000001\0", "0x000000003\0", "777777777777",
    ])
    func `a size that is no number, or no size, is damage or as large as it says`(form: String) throws {
        let reader = TarReader(BytesSource(tarBlock("a", size: form)))
        if form == "777777777777" {
            #expect(try reader.next()?.size == (1 << 36) - 1)
            #expect(throws: ArchiveDamage.cut(offset: 512)) { try reader.next() }
        } else {
            #expect(throws: ArchiveDamage.self) { try reader.next() }
        }
    }

    @Test(arguments: [
        [0xff] + [UInt8](repeating: 0xff, count: 11), [0x80, 0, 0, 0, 0x7f] + [UInt8](repeating: 0xff, count: 7),
        [0x80] + [UInt8](repeating: 0xff, count: 11), [0xc0] + [UInt8](repeating: 0, count: 11),
        [0xbf] + [UInt8](repeating: 0xff, count: 11),
    ])
    func `sizes below zero and beyond all reason are damage`(field: [UInt8]) {
        #expect(throws: ArchiveDamage.self) {
            try TarReader(BytesSource(tarBlock("a", fields: [124: field]))).next()
        }
        for value in ["-1", "9223372036854775807", "99999999999999999999", "1e3", "", " 5"] where value != "" {
            #expect(throws: ArchiveDamage.self) {
                try TarReader(BytesSource(extended(record("size", value)) + tarBlock("a"))).next()
            }
        }
    }

    @Test(arguments: [
        ("-0.75", -1, 250_000_000), ("-1", -1, 0), ("1.5", 1, 500_000_000), ("12.", 12, 0),
        ("0.1234567899", 0, 123_456_789),
        ("1e-05", 0, 10_000), ("-2.000000001", -3, 999_999_999), ("-0", 0, 0),
    ])
    func `times are read to the nanosecond on both sides of 1970`(text: String, seconds: Int64, nano: Int64) throws {
        let reader = TarReader(BytesSource(extended(record("mtime", text)) + tarBlock("a")))
        #expect(try reader.next()?.modified == Timestamp(seconds: seconds, nanoseconds: nano))
    }

    @Test(arguments: ["", "x", "1.x", "--1", "1e400", "nan", "e", "99999999999999999999"])
    func `a time that is none is damage, an empty one is not said`(text: String) throws {
        let reader = TarReader(BytesSource(extended(record("mtime", text)) + tarBlock("a")))
        if text.isEmpty {
            #expect(try reader.next()?.modified == Timestamp(seconds: 0))
        } else {
            #expect(throws: ArchiveDamage.self) { try reader.next() }
        }
    }

    @Test func `records that hold for all members hold, and a member's own come first`() throws {
        let bytes =
            extended(record("uid", "7") + record("comment", "none"), type: "g") + tarBlock("a")
            + extended(record("uid", "8") + record("hdrcharset", "BINARY")) + tarBlock("b") + tarBlock("c") + tarEnd
        #expect(try readTar(bytes).map(\.member.owner) == [7, 8, 7])
    }

    @Test func `types that cannot be kept are named, and what follows them is found`() throws {
        var sparse = tarBlock("sparse", size: "00000000005", type: "S", fields: [482: [1]])
        sparse += [UInt8](repeating: 0x31, count: 504) + [1] + [UInt8](repeating: 0, count: 7)
        sparse += [UInt8](repeating: 0, count: 512) + blocks("hello".bytes)
        let bytes =
            sparse + tarBlock("fifo", size: "00000000005", type: "6") + tarBlock("odd", size: "00000000002", type: "Z")
            + blocks([1, 2]) + extended(record("GNU.sparse.major", "1")) + tarBlock("map", size: "00000000001")
            + blocks([9]) + tarBlock("old/", type: "\0") + tarBlock("hard", type: "1", fields: [157: "first".bytes])
            + tarBlock("last", size: "00000000001", type: "7") + blocks([5]) + tarEnd
        let members = try readTar(bytes)
        let other = { (type: String) in TarMember.Kind.other(type.bytes[0]) }
        #expect(
            members.map(\.member.kind) == [
                other("S"), other("6"), other("Z"), other("S"), .directory, .hardLink(target: "first".bytes), .file,
            ])
        #expect(members.last?.content == [5])
        #expect(members.dropLast().allSatisfy { $0.member.size == 0 && $0.content.isEmpty })
    }

    @Test func `names and links of any length come from GNU's headers, and from the prefix of POSIX`() throws {
        let (name, target) = (String(repeating: "n", count: 300), String(repeating: "t", count: 200))
        let bytes =
            extended(name.bytes + [0], type: "L") + extended(target.bytes + [0], type: "K") + tarBlock("n", type: "2")
            + tarBlock("leaf", fields: [345: "deep/folder".bytes]) + tarEnd
        let members = try readTar(bytes)
        #expect(members.map(\.name) == [name, "deep/folder/leaf"])
        #expect(members.first?.member.kind == .symbolicLink(target: target.bytes))
    }

    @Test func `an archive without its end mark was cut, unless the caller takes that`() throws {
        let member = tarBlock("a", size: "00000000001") + blocks([1])
        for end in [[], tarEnd.dropLast(512), tarEnd.dropLast(1)] {
            #expect(throws: ArchiveDamage.self) { try readTar(member + end) }
        }
        for end in [[], tarEnd.dropLast(512)] {
            #expect(try readTar(member + end, end: .anyBorder).count == 1)
        }
        #expect(throws: ArchiveDamage.self) { try readTar(member.dropLast(1), end: .anyBorder) }
        #expect(throws: ArchiveDamage.self) { try readTar(member + tarEnd.dropLast(512) + member + tarEnd) }
    }

    @Test func `bytes behind the end, and in the padding, are found`() throws {
        let member = tarBlock("a", size: "00000000001") + blocks([1])
        let zeros = [UInt8](repeating: 0, count: 100_003)
        #expect(try readTar(member + tarEnd + zeros).count == 1)
        #expect(throws: ArchiveDamage.self) { try readTar(member + tarEnd + zeros + [1]) }
        var dirty = member + tarEnd
        dirty[600] = 1
        #expect(
            throws: ArchiveDamage.unexpectedData(
                offset: 600, reason: "something fills up a block that is not zeros")
        ) { try readTar(dirty) }
    }
}
