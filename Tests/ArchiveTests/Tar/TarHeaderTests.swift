import Archive
import Testing

@Suite struct TarHeaderTests {
    let time = Timestamp(seconds: 1_700_000_000)

    @Test func `a plain member is one ustar block with the right checksum`() {
        let header = TarHeader.encode(TarEntry(path: "a.txt".bytes, size: 5, modified: time), as: .pax)
        #expect(header.count == 512)
        #expect(Array(header[257..<265]) == "ustar\u{0}00".bytes)
        #expect(Array(header[124..<136]) == "00000000005\u{0}".bytes)
        var blank = header
        for index in 148..<156 { blank[index] = 32 }
        let sum = blank.reduce(0) { $0 + Int($1) }
        let octal = String(sum, radix: 8)
        let field = String(repeating: "0", count: 6 - octal.count) + octal + "\u{0} "
        #expect(Array(header[148..<156]) == field.bytes)
    }

    @Test func `the outer archive never gets pax records, whatever the member`() {
        let big = TarEntry(
            path: "homeassistant.tar.gz".bytes, size: 10 << 30,
            modified: Timestamp(seconds: 1_700_000_000, nanoseconds: 5))
        #expect(TarHeader.encode(big, as: .ustar).count == 512)
    }

    @Test(arguments: [8 << 30, (8 << 30) + 1, 5 << 40, Int64.max] as [Int64])
    func `from eight gibibytes on the size is in base 256`(size: Int64) {
        let header = TarHeader.encode(TarEntry(path: "x".bytes, size: size, modified: time), as: .ustar)
        #expect(header[124] == 0x80)
        #expect(header[125..<136].reduce(Int64(0)) { $0 << 8 | Int64($1) } == size)
    }

    @Test func `one byte less than eight gibibytes is still octal`() {
        let header = TarHeader.encode(TarEntry(path: "x".bytes, size: (8 << 30) - 1, modified: time), as: .ustar)
        #expect(Array(header[124..<136]) == "77777777777\u{0}".bytes)
    }

    @Test(arguments: [
        (Timestamp(seconds: 1_700_000_000, nanoseconds: 1), "mtime=1700000000.000000001\n"),
        (Timestamp(seconds: 1_700_000_000, nanoseconds: 250_000_000), "mtime=1700000000.250000000\n"),
        (Timestamp(seconds: -1, nanoseconds: 250_000_000), "mtime=-0.750000000\n"),
        (Timestamp(seconds: -5), "mtime=-5\n"),
    ])
    func `fractions and times before 1970 are kept in a pax record`(time: Timestamp, record: String) {
        let text = String(
            decoding: TarHeader.encode(TarEntry(path: "x".bytes, modified: time), as: .pax), as: UTF8.self)
        #expect(text.contains(record))
    }

    @Test func `a record's length counts its own digits`() {
        // 100 bytes around the step from two digits to three.
        for length in 80...110 {
            let name = [UInt8](repeating: 120, count: length) + "/ü".bytes
            let header = TarHeader.encode(TarEntry(path: name, modified: time), as: .pax)
            let text = String(decoding: header[512...], as: UTF8.self)
            guard let space = text.firstIndex(of: " "), let declared = Int(text[..<space]) else {
                Issue.record("no length at \(length)")
                continue
            }
            #expect(header[512 + declared - 1] == 10)
            #expect(header[512 + declared] == 0)
        }
    }

    @Test func `a long name that is not UTF-8 says so before the name`() throws {
        let name = [UInt8](repeating: 0xff, count: 120)
        let header = TarHeader.encode(TarEntry(path: name, modified: time), as: .pax)
        let text = String(decoding: header[512..<1024], as: UTF8.self)
        #expect(text.hasPrefix("21 hdrcharset=BINARY\n"))
        #expect(header[512..<1024].filter { $0 == 0xff }.count == 120)
    }

    @Test func `a short name that is not UTF-8 needs no record`() {
        let header = TarHeader.encode(TarEntry(path: [0x66, 0xff, 0x66], modified: time), as: .pax)
        #expect(header.count == 512)
        #expect(Array(header[..<4]) == [0x66, 0xff, 0x66, 0])
    }
}
