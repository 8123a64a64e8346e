import Archive
import Pipe
import TestSupport
import Testing

@Suite struct GzipMemberWriterTests {
    @Test(arguments: [0, 1, 511, 131_070, 131_071, 400_000])
    func `a member within the look-ahead has its exact size and no filler`(count: Int) throws {
        let content = prose(count)
        let member = try Member(content, lookAhead: 1 << 20)
        #expect(member.statistics.fillerBytes == 0)
        #expect(member.statistics.reservedBytes == Int64(member.gzip.count))
        #expect(try gunzip(member.gzip) == content)
    }

    @Test func `a larger member is filled with zeros to the byte that was promised`() throws {
        let content = prose(1_000_000)
        for estimated in [330_000, 350_001, 400_007, 500_000, 990_000] {
            let member = try Member(content, lookAhead: 20_000, estimatedRest: estimated)
            let unpacked = try gunzip(member.gzip)
            #expect(Int64(member.gzip.count) == member.statistics.reservedBytes)
            #expect(unpacked.prefix(content.count) == content[...])
            #expect(unpacked.dropFirst(content.count).allSatisfy { $0 == 0 })
        }
    }

    @Test func `every length of filler comes out exact`() throws {
        let content = prose(300_000)
        for extra in [0, 1, 2, 5, 65_534, 65_535, 65_536, 65_540, 65_541, 65_545, 131_080] {
            let member = try Member(content, lookAhead: 20_000, estimatedRest: 101_000 + extra)
            #expect(Int64(member.gzip.count) == member.statistics.reservedBytes)
            #expect(try gunzip(member.gzip).starts(with: content))
        }
    }

    @Test func `what cannot be compressed is stored, never larger than storing it takes`() throws {
        let content = noise(1_000_000)
        let member = try Member(content, lookAhead: 20_000, estimatedRest: 5_000_000)
        #expect(Int64(member.gzip.count) <= SizeReservation.ceiling(forTar: 1_000_000))
        #expect(member.statistics.fillerBytes < 100)
        #expect(try gunzip(member.gzip) == content)
    }

    @Test func `an estimate that lies ends as a valid stream, and the ceiling cannot fail`() throws {
        let content = noise(600_000)
        let outer = TarWriter(ByteCollector(), dialect: .ustar)
        let cut = Member.writer(outer, content, lookAhead: 20_000, estimatedRest: 50_000)
        #expect(throws: ReservationOverrun.self) {
            try cut.write(content)
            _ = try cut.finish()
        }
        #expect(outer.bytesMissing == 0)
        let whole = GzipMemberWriter(
            Member.entry, into: MemberWriter(into: outer, keys: nil), tarSize: 600_000, levels: PackingLevels(base: 6),
            sizing: .ceiling,
            pool: PackingPool(threads: 2))
        try whole.write(content)
        let statistics = try whole.finish()
        let archive = try outer.finish().bytes
        #expect(try gunzip(Array(archive.dropFirst(512).prefix(Int(cut.reservedBytes ?? 0)))).count > 0)
        #expect(statistics.reservedBytes == SizeReservation.ceiling(forTar: 600_000))
    }

    @Test func `more bytes than the tar was to have are refused`() throws {
        let outer = TarWriter(ByteCollector(), dialect: .ustar)
        let member = Member.writer(outer, [1, 2, 3], lookAhead: 1_000, estimatedRest: 0)
        #expect(throws: TarError.memberTooLong) { try member.write([1, 2, 3, 4]) }
    }

    @Test func `levels, sizes and lies at random: always a valid member of the promised size`() throws {
        var random = SeededRandom(seed: 7)
        for round in 0..<60 {
            let parts = (0..<Int.random(in: 1...4, using: &random)).map { index in
                let size = Int.random(in: 0...300_000, using: &random)
                return Bool.random(using: &random) ? noise(size, seed: UInt64(index)) : prose(size, seed: UInt64(index))
            }
            let content = Array(parts.joined())
            let estimated = Int.random(in: 0...400_000, using: &random)
            let outer = TarWriter(ByteCollector(), dialect: .ustar)
            let writer = Member.writer(outer, content, lookAhead: 30_000, estimatedRest: estimated)
            var isWhole = true
            do {
                try writer.write(content)
                _ = try writer.finish()
            } catch is ReservationOverrun {
                isWhole = false
            }
            let size = Int(writer.reservedBytes ?? 0)
            let gzip = Array(try outer.finish().bytes.dropFirst(512).prefix(size))
            let unpacked = try gunzip(gzip)
            #expect(!isWhole || unpacked.starts(with: content), "round \(round)")
        }
    }
}

/// One member, written on its own.
struct Member {
    let gzip: [UInt8]
    let statistics: MemberStatistics

    static let entry = TarEntry(path: "homeassistant.tar.gz".bytes, modified: Timestamp(seconds: 1_700_000_000))

    init(_ content: [UInt8], lookAhead: Int, estimatedRest: Int = 0) throws {
        let outer = TarWriter(ByteCollector(), dialect: .ustar)
        let writer = Self.writer(outer, content, lookAhead: lookAhead, estimatedRest: estimatedRest)
        try writer.write(content)
        statistics = try writer.finish()
        gzip = Array(try outer.finish().bytes.dropFirst(512).prefix(Int(statistics.reservedBytes)))
    }

    /// A writer whose estimator says `estimatedRest`, true or not.
    static func writer(
        _ outer: TarWriter<ByteCollector>, _ content: [UInt8], lookAhead: Int, estimatedRest: Int,
        pool: PackingPool = PackingPool(threads: 2)
    ) -> GzipMemberWriter<ByteCollector> {
        let size = Int64(content.count)
        return GzipMemberWriter(
            entry, into: MemberWriter(into: outer, keys: nil), tarSize: size, levels: PackingLevels(base: 6),
            sizing: .measured(lookAhead: lookAhead) { offset in
                let rest = max(1, size - offset)
                return SizeEstimate(strata: [
                    .init(range: 0..<size, ratio: Double(estimatedRest) / Double(rest), variance: 0)
                ])
            }, pool: pool)
    }
}

/// Unpacked by gzip itself, which must have nothing to complain about.
func gunzip(_ bytes: [UInt8]) throws -> [UInt8] {
    let result = try Program.run("/bin/gzip", ["-dc"], input: bytes)
    #expect(result.status == 0)
    #expect(result.error.isEmpty, "gzip says: \(String(decoding: result.error, as: UTF8.self))")
    return result.output
}
