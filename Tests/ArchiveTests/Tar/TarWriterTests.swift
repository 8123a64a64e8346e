import Archive
import TestSupport
import Testing

@Suite struct TarWriterTests {
    let time = Timestamp(seconds: 1_700_000_000)

    @Test func `an archive is a multiple of 10,240 bytes and ends in two zero blocks`() throws {
        let tar = TarWriter(ByteCollector(), dialect: .pax)
        try tar.begin(TarEntry(path: "a".bytes, size: 3, modified: time))
        try tar.write("abc".bytes)
        let bytes = try tar.finish().bytes
        #expect(bytes.count == 10_240)
        #expect(bytes.suffix(10_240 - 1_024).allSatisfy { $0 == 0 })
    }

    @Test func `content that was promised and did not come is noticed`() throws {
        let tar = TarWriter(ByteCollector(), dialect: .pax)
        try tar.begin(TarEntry(path: "a".bytes, size: 3, modified: time))
        try tar.write("ab".bytes)
        #expect(throws: TarError.memberIncomplete(missing: 1)) { try tar.finish() }
        #expect(throws: TarError.memberTooLong) { try tar.write("cd".bytes) }
    }

    @Test func `the end's size is known beforehand`() throws {
        for size in [0, 1, 511, 512, 9_000, 9_216, 10_240] {
            let tar = TarWriter(ByteCollector(), dialect: .pax)
            try tar.begin(TarEntry(path: "a".bytes, size: Int64(size), modified: time))
            try tar.write(zeros: Int64(size))
            let before = tar.written
            #expect(try tar.finish().bytes.count == Int(before + tarEndSize(after: before)))
        }
    }
}
