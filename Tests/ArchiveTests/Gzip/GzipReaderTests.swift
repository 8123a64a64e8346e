import Archive
import Pipe
import TestSupport
import Testing

@Suite struct GzipReaderTests {
    @Test(arguments: [0, 1, 100, 65_536, 700_000])
    func `what our own writer and gzip packed comes back`(size: Int) throws {
        let content = prose(size)
        let own = try Member(content, lookAhead: 50_000, estimatedRest: size / 2).gzip
        // Behind the content stand the zeros that fill the reservation.
        let read = try GzipReader(BytesSource(own)).everything()
        #expect(read.starts(with: content) && read.dropFirst(size).allSatisfy { $0 == 0 })
        for step in [1_000, .max] {
            #expect(try GzipReader(BytesSource(gzip(content), step: step)).everything(step: 333) == content)
        }
    }

    @Test func `all optional fields of the header are passed, and its checksum is checked`() throws {
        let member = try gzip("hello".bytes)
        let body = member.dropFirst(10)
        var header: [UInt8] = [0x1f, 0x8b, 8, 31, 1, 2, 3, 4, 0, 3, 3, 0, 7, 7, 7]
        header += "name\0".bytes + "a comment\0".bytes
        var crc = CRC32()
        header.withUnsafeBytes { crc.update($0) }
        let sum = [UInt8(truncatingIfNeeded: crc.value), UInt8(truncatingIfNeeded: crc.value >> 8)]
        #expect(try GzipReader(BytesSource(header + sum + body, step: 1)).everything() == "hello".bytes)
        #expect(throws: ArchiveDamage.self) {
            try GzipReader(BytesSource(header + [sum[0] ^ 1, sum[1]] + body)).everything()
        }
        for (index, value) in [(0, UInt8(0)), (1, 0), (2, 7), (3, 0x20), (3, 0x80)] {
            var bad = member
            bad[index] = value
            #expect(throws: ArchiveDamage.self) { try GzipReader(BytesSource(bad)).everything() }
        }
    }

    @Test func `cut anywhere, it is said to be cut`() throws {
        let member = try gzip(prose(3_000))
        for count in 0..<member.count {
            #expect(throws: ArchiveDamage.cut(offset: Int64(count))) {
                try GzipReader(BytesSource(Array(member.prefix(count)), step: 100)).everything()
            }
        }
    }

    @Test func `a changed bit in data or trailer is found`() throws {
        let content = prose(2_000)
        let member = try gzip(content)
        for bit in 80..<member.count * 8 {
            var bad = member
            bad[bit / 8] ^= 1 << (bit % 8)
            // The bits behind the last deflate block, up to the byte's end, say nothing.
            if let read = try? GzipReader(BytesSource(bad)).everything() {
                #expect(bit / 8 == member.count - 9 && read == content, "bit \(bit)")
            }
        }
    }

    @Test func `what stands behind the trailer is damage, another member too`() throws {
        let member = try gzip("hello".bytes)
        for tail in [[0], [1], member] {
            #expect(throws: ArchiveDamage.self) { try GzipReader(BytesSource(member + tail)).everything() }
        }
    }

    @Test func `a bomb is stopped at the limit, and costs no memory before`() throws {
        let bomb = try gzip([UInt8](repeating: 0, count: 20 << 20))
        #expect(bomb.count < 30_000)
        let reader = GzipReader(BytesSource(bomb), limit: 1 << 20)
        #expect(throws: ArchiveDamage.self) { try reader.everything() }
        #expect(try GzipReader(BytesSource(bomb), limit: 20 << 20).skip(.max) == 20 << 20)
    }

    @Test func `a header without end, and deflate that never gives a byte, end with the source`() {
        let comment: [UInt8] = [0x1f, 0x8b, 8, 16, 0, 0, 0, 0, 0, 3] + [UInt8](repeating: 65, count: 300_000)
        #expect(throws: ArchiveDamage.cut(offset: 300_010)) { try GzipReader(BytesSource(comment)).everything() }
        let empty = (0..<20_000).flatMap { _ in [0, 0, 0, 0xff, 0xff] as [UInt8] }
        #expect(throws: ArchiveDamage.cut(offset: 100_010)) {
            try GzipReader(BytesSource([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3] + empty)).everything()
        }
    }

    @Test func `garbage behind a right start is damage and never a crash`() {
        var random = SeededRandom(seed: 5)
        for round in 0..<500 {
            let start: [UInt8] = [0x1f, 0x8b, 8, UInt8.random(in: 0...31, using: &random)]
            let bytes = start + noise(Int.random(in: 0...2_000, using: &random), seed: UInt64(round))
            #expect(throws: ArchiveDamage.self) { try GzipReader(BytesSource(bytes)).everything() }
        }
    }
}
