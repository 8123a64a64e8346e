import Pipe
import TestSupport
import Testing

@testable import Archive

@Suite struct PackingPoolTests {
    @Test func `the number of threads does not change a byte`() throws {
        let content = mixture(1_500_000, seed: 11)
        let members = try [1, 2, 3, 8].map { threads in
            try member(content, pool(threads, blockCount: 5), ratio: 0.9)
        }
        #expect(try gunzip(members[0]).starts(with: content))
        for other in members.dropFirst() { #expect(other == members[0]) }
    }

    @Test(arguments: [1, 2, 4], [1, 2, 7])
    func `few threads and few blocks do as well as many`(threads: Int, blockCount: Int) throws {
        let content = mixture(300_000, seed: 2)
        let member = try member(content, pool(threads, blockCount: blockCount))
        #expect(try gunzip(member).starts(with: content))
    }

    @Test func `one pool packs many members, of no byte and of many`() throws {
        let pool = pool(2)
        for size in [0, 1, Self.blockSize, 0, 300_000, Self.blockSize + 1] {
            let content = mixture(size, seed: UInt64(size))
            #expect(try gunzip(member(content, pool)).starts(with: content))
        }
    }

    @Test func `an overrun leaves nothing on its way, and the next member is whole`() throws {
        let pool = pool(3)
        let content = noise(500_000)
        for _ in 0..<5 {
            let outer = TarWriter(ByteCollector(), dialect: .ustar)
            let cut = Member.writer(outer, content, lookAhead: 20_000, estimatedRest: 60_000, pool: pool)
            #expect(throws: ReservationOverrun.self) {
                try cut.write(content)
                _ = try cut.finish()
            }
            #expect(outer.bytesMissing == 0)
            #expect(try gunzip(member(content, pool)).starts(with: content))
        }
    }

    @Test func `a writer dropped in the middle leaves an empty pool`() throws {
        let pool = pool(2)
        let content = prose(400_000)
        for count in [1, 100_000, 399_999] {
            let outer = TarWriter(ByteCollector(), dialect: .ustar)
            try Member.writer(outer, content, lookAhead: 1 << 20, estimatedRest: 0, pool: pool)
                .write(Array(content.prefix(count)))
            #expect(try gunzip(member(content, pool)).starts(with: content))
        }
    }

    @Test func `a sink that fails ends the writing, and the threads, and gives the memory back`() throws {
        weak var ring: PackingRing?
        do {
            let pool = pool(4)
            ring = pool.ring
            let content = noise(600_000)
            let outer = TarWriter(FailingSink(room: 200_000), dialect: .ustar)
            let member = GzipMemberWriter(
                Member.entry, into: MemberWriter(into: outer, keys: nil), tarSize: 600_000,
                levels: PackingLevels(base: 6),
                sizing: .ceiling, pool: pool)
            #expect(throws: FailingSink.Full.self) { try content.withUnsafeBytes { try member.write($0) } }
            #expect(ring != nil)
        }
        try expectGone { ring == nil }
    }

    @Test func `a pool dropped unused, or while its blocks are packed, ends its threads`() throws {
        for blocks in [0, 1, 6] {
            weak var ring: PackingRing?
            do {
                let pool = pool(3, blockCount: 6)
                ring = pool.ring
                for _ in 0..<blocks {
                    _ = pool.free.map { prose($0.count).withUnsafeBytes($0.copyMemory) }
                    pool.submit(count: Self.blockSize, as: .deflated(level: 9))
                }
                #expect((pool.free == nil) == (blocks == 6))
            }
            try expectGone { ring == nil }
        }
    }

    private static let blockSize = 65_535

    private func pool(_ threads: Int, blockCount: Int? = nil) -> PackingPool {
        PackingPool(threads: threads, blockCount: blockCount, blockSize: Self.blockSize)
    }

    private func member(_ content: [UInt8], _ pool: PackingPool, ratio: Double = 1) throws -> [UInt8] {
        let outer = TarWriter(ByteCollector(), dialect: .ustar)
        let size = Int64(content.count)
        let sizing = GzipMemberWriter<ByteCollector>.Sizing.measured(lookAhead: 50_000) { _ in
            SizeEstimate(strata: [.init(range: 0..<size, ratio: ratio, variance: 0)])
        }
        let writer = GzipMemberWriter(
            Member.entry, into: MemberWriter(into: outer, keys: nil), tarSize: size, levels: PackingLevels(base: 6),
            sizing: sizing,
            pool: pool)
        try content.withUnsafeBytes { try writer.write($0) }
        let statistics = try writer.finish()
        return Array(try outer.finish().bytes.dropFirst(512).prefix(Int(statistics.reservedBytes)))
    }

    /// The threads let go of the memory as the last thing they do, a moment after the pool is gone.
    private func expectGone(_ isGone: () -> Bool) throws {
        let pause = Cancellation()
        for _ in 0..<1_000 where !isGone() { _ = pause.sleep(seconds: 0.01) }
        #expect(isGone())
    }
}

/// Takes so many bytes and no more.
private struct FailingSink: ByteSink {
    struct Full: Error {}

    var room: Int

    mutating func write(_ bytes: UnsafeRawBufferPointer) throws {
        guard bytes.count <= room else { throw Full() }
        room -= bytes.count
    }
}
