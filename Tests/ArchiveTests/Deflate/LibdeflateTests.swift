import TestSupport
import Testing

@testable import Archive

@Suite struct LibdeflateTests {
    @Test func `a stream is whole, and the highest level makes less of a text`() throws {
        let content = prose(100_000)
        var sizes: [Int] = []
        for level in Int32(1)...9 {
            let stream = try #require(deflate(content, level, room: content.count))
            var output = [UInt8](repeating: 0, count: content.count)
            let step = output.withUnsafeMutableBytes { output in
                stream.withUnsafeBytes { Inflater().inflate($0, into: output) }
            }
            #expect(step.outcome == .ended && output == content)
            sizes.append(stream.count)
        }
        #expect(sizes[8] < sizes[5] && sizes.allSatisfy { $0 < content.count / 2 })
    }

    @Test func `what does not fit is told, not cut`() throws {
        let content = prose(10_000)
        let size = try #require(deflate(content, 6, room: 20_000)).count
        #expect(deflate(content, 6, room: size / 2) == nil)
        #expect(deflate(noise(10_000), 6, room: 9_999) == nil)
    }

    private func deflate(_ content: [UInt8], _ level: Int32, room: Int) -> [UInt8]? {
        var output = [UInt8](repeating: 0, count: room)
        let count = output.withUnsafeMutableBytes { output in
            content.withUnsafeBytes { BufferDeflater(level: level).deflate($0, into: output) }
        }
        return count.map { Array(output.prefix($0)) }
    }
}
