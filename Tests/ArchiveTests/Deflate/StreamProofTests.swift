import TestSupport
import Testing

@testable import Archive

@Suite struct StreamProofTests {
    private let proof = StreamProof()

    @Test func `each kind of block is followed to its end`() throws {
        let (stored, fixed, dynamic): (UInt8, UInt8, UInt8) = (0, 1, 2)
        for (content, kind) in [
            (noise(100_000), stored), (Array(repeatElement("a short text, ".bytes, count: 5).joined()), fixed),
            (prose(90_000), dynamic),
        ] {
            let stream = try deflated(content)
            #expect(stream[0] >> 1 & 3 == kind)
            let found = try #require(ends(of: stream, holding: content))
            #expect(found.end > (stream.count - 1) * 8 && found.end <= stream.count * 8)
            #expect(stream[found.lastHeader / 8] >> (found.lastHeader % 8) & 1 == 1)
        }
    }

    @Test func `a last block is found at every bit of a byte`() throws {
        var seen: Set<Int> = []
        var random = SeededRandom(seed: 5)
        for round in 0..<300 where seen.count < 8 {
            let content = mixture(Int.random(in: 20_000...60_000, using: &random), seed: UInt64(round))
            let found = try #require(ends(of: try deflated(content), holding: content))
            seen.insert(found.lastHeader % 8)
        }
        #expect(seen.count == 8)
    }

    @Test func `what is damaged, cut, or holds something else is refused`() throws {
        let content = prose(20_000)
        let stream = try deflated(content)
        for count in 0..<stream.count where count % 7 == 0 {
            #expect(ends(of: Array(stream.prefix(count)), holding: content) == nil)
        }
        #expect(ends(of: stream + [0], holding: content) == nil)
        #expect(ends(of: stream, holding: content + [0]) == nil)
        #expect(ends(of: stream, holding: content.dropLast()) == nil)
        for place in Swift.stride(from: 0, to: content.count, by: 613) {
            var other = content
            other[place] ^= 1
            #expect(ends(of: stream, holding: other) == nil)
        }
    }

    @Test func `whatever bit is wrong, nothing is accepted that does not unpack to the same`() throws {
        let content = prose(3_000)
        let stream = try deflated(content)
        var refused = 0
        for bit in 0..<stream.count * 8 {
            var damaged = stream
            damaged[bit / 8] ^= 1 << (bit % 8)
            if ends(of: damaged, holding: content) == nil {
                refused += 1
            } else {
                #expect(inflated(damaged, count: content.count) == content)
            }
        }
        #expect(refused > stream.count * 8 * 9 / 10)
    }

    @Test func `noise is refused without reading where nothing is`() {
        for seed in 0..<3_000 {
            let stream = noise(Int(seed % 97), seed: UInt64(seed))
            #expect(ends(of: stream, holding: [1, 2, 3]) == nil)
        }
    }

    private func ends(of stream: some Sequence<UInt8>, holding content: some Sequence<UInt8>) -> StreamProof.Ends? {
        Array(stream).withUnsafeBytes { stream in
            Array(content).withUnsafeBytes { proof.ends(of: stream, holding: $0) }
        }
    }

    private func deflated(_ content: [UInt8]) throws -> [UInt8] {
        var output = [UInt8](repeating: 0, count: content.count + 1_000)
        let count = output.withUnsafeMutableBytes { output in
            content.withUnsafeBytes { BufferDeflater(level: 6).deflate($0, into: output) }
        }
        return Array(output.prefix(try #require(count)))
    }

    private func inflated(_ stream: [UInt8], count: Int) -> [UInt8] {
        var output = [UInt8](repeating: 0, count: count + 1)
        let filled = output.withUnsafeMutableBytes { output in
            stream.withUnsafeBytes { Inflater().inflate($0, into: output).filled }
        }
        return Array(output.prefix(filled))
    }
}

/// Stretches of words, noise and zeros, so that deflate makes blocks of all kinds of it.
func mixture(_ count: Int, seed: UInt64) -> [UInt8] {
    var random = SeededRandom(seed: seed)
    var content: [UInt8] = []
    while content.count < count {
        let length = Int.random(in: 1...20_000, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: content += noise(length, seed: random.next())
        case 1: content += prose(length, seed: random.next())
        default: content += [UInt8](repeating: 0, count: length)
        }
    }
    return Array(content.prefix(count))
}
