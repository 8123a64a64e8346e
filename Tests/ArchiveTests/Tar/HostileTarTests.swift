import Archive
import Pipe
import TestSupport
import Testing

@Suite struct HostileTarTests {
    @Test func `an extended header that never ends costs next to nothing`() {
        for type in ["x", "g", "L", "K"] {
            let one = EndlessSource(tarBlock("bomb", size: "77777777777", type: type))
            #expect(throws: ArchiveDamage.badHeader(offset: 0, reason: "extended header too large")) {
                try TarReader(one).next()
            }
            #expect(one.used == 512)
            let many = EndlessSource(extended(record("comment", String(repeating: "c", count: 5_000)), type: type))
            #expect(throws: ArchiveDamage.self) { try TarReader(many).next() }
            #expect(many.used < 3 << 20)
        }
    }

    @Test func `records that lie about their length are damage`() {
        let lies = [
            "0 path=a\n", "5 path=a\n", "99 path=a\n", "-9 path=a\n", "10 path=ab", "path=a\n", "x path=a\n",
            "6 patha\n",
            "5 =a\n", "99999999999999999999 a=b\n", "9  path=a", "3\n", " 9 path=a\n", "10 path=a\n\u{0}\u{0}z", "2",
        ]
        for lie in lies {
            #expect(throws: ArchiveDamage.self, "\(lie)") {
                try TarReader(BytesSource(extended(lie.bytes) + tarBlock("a"))).next()
            }
        }
    }

    @Test func `names that are none, or far too long, are damage`() {
        let long = String(repeating: "n", count: 70_000)
        for member in [
            tarBlock(""), extended(record("path", "a\u{0}b")) + tarBlock("a"),
            extended(record("path", long)) + tarBlock("a"),
            extended(long.bytes, type: "L") + tarBlock("a"),
            extended(record("linkpath", long)) + tarBlock("a", type: "2"),
        ] {
            #expect(throws: ArchiveDamage.self) { try TarReader(BytesSource(member)).next() }
        }
    }

    @Test func `the checksum is taken in the forms that writers use, and in no other`() throws {
        let sum = String(decoding: tarBlock("a")[148..<154], as: UTF8.self)
        for form in [sum + "\0 ", sum + " \0", "0" + sum + "\0"] {
            #expect(try TarReader(BytesSource(tarBlock("a", fields: [148: form.bytes]))).next() != nil, "\(form)")
        }
        let digits = String(sum.drop { $0 == "0" })
        for form in [sum + "\0\0", sum + "  ", "  " + digits + "\0 ", sum + "\0!", "        ", digits + "\0\0\0"] {
            let padded = Array((form + "\0\0\0\0\0\0\0\0").utf8.prefix(8))
            #expect(throws: ArchiveDamage.self, "\(form)") {
                try TarReader(BytesSource(tarBlock("a", fields: [148: padded]))).next()
            }
        }
        // As the first tars wrote all their numbers.
        let spaced = tarBlock("a", fields: [100: "   644 \0".bytes])
        var old = spaced
        old.replaceSubrange(148..<150, with: "  ".bytes)
        #expect(spaced[148] == UInt8(ascii: "0"))
        if spaced[149] == UInt8(ascii: "0") { #expect(try TarReader(BytesSource(old)).next()?.mode == 0o644) }
    }

    @Test func `no bit of a header can change unseen`() throws {
        let entry = TarEntry(
            path: "homeassistant.tar.gz".bytes, size: 0, modified: Timestamp(seconds: 1_700_000_000))
        let header = TarHeader.encode(entry, as: .ustar)
        for bit in 0..<header.count * 8 {
            var flipped = header
            flipped[bit / 8] ^= 1 << (bit % 8)
            #expect(throws: ArchiveDamage.self, "bit \(bit)") { try TarReader(BytesSource(flipped)).next() }
        }
    }

    @Test func `cut anywhere, it is said to be cut and nothing else happens`() throws {
        let bytes = try writeTar(
            .pax,
            [
                (
                    TarEntry(path: "Küche".bytes, size: 5, modified: Timestamp(seconds: 1, nanoseconds: 5)),
                    [1, 2, 3, 4, 5]
                ),
                (TarEntry(path: "b".bytes, size: 600, modified: Timestamp(seconds: 1)), noise(600)),
            ])
        let end = 512 * 8
        for count in 0..<end {
            do {
                _ = try readTar(Array(bytes.prefix(count)))
                Issue.record("not seen: cut at \(count)")
            } catch ArchiveDamage.cut(let offset) {
                #expect(offset == count)
            }
        }
        #expect(try readTar(Array(bytes.prefix(end + 512))).count == 2)
    }

    @Test func `garbage is damage and never a crash`() {
        var random = SeededRandom(seed: 3)
        for round in 0..<300 {
            let bytes = noise(Int.random(in: 1...3_000, using: &random), seed: UInt64(round))
            #expect(throws: ArchiveDamage.self) { try readTar(bytes) }
        }
    }

    @Test func `headers with random fields and a right checksum never crash the reader`() {
        var random = SeededRandom(seed: 4)
        var read = 0
        for _ in 0..<3_000 {
            var fields: [Int: [UInt8]] = [:]
            for (offset, length) in [
                (100, 8), (108, 8), (116, 8), (124, 12), (136, 12), (156, 1), (157, 100), (345, 155),
            ]
            where Int.random(in: 0..<3, using: &random) == 0 {
                let digits = Bool.random(using: &random)
                fields[offset] = (0..<length).map { _ in
                    UInt8.random(in: digits ? 0x30...0x38 : 0...255, using: &random)
                }
            }
            let content = noise(2_000, seed: random.next())
            if (try? readTar(tarBlock("name", fields: fields) + content)) != nil { read += 1 }
        }
        #expect(read < 3_000)
    }
}
