import Testing

@testable import Backup

@Suite struct WALIndexTests {
    @Test func `the numbers stand where the format has them, in the machine's byte order`() throws {
        let index = try #require(WALIndex(bytes(frames: 70_000, pages: 300_000, copiedBack: 69_999)))
        #expect(index.lastFrame == 70_000)
        #expect(index.pageCount == 300_000)
        #expect(index.copiedBack == 69_999)
        #expect(Array(index.salts) == [1, 2, 3, 4, 5, 6, 7, 8])
    }

    @Test func `a header that is being changed is none`() {
        for position in 0..<96 where position != 12 {
            var torn = bytes(frames: 7, pages: 9, copiedBack: 0)
            torn[position] ^= 1
            #expect(WALIndex(torn) == nil, "byte \(position)")
        }
    }

    @Test func `a header that was never written is none`() {
        #expect(WALIndex([UInt8](repeating: 0, count: WALIndex.size)) == nil)
        #expect(WALIndex([]) == nil)
    }

    private func bytes(frames: UInt32, pages: UInt32, copiedBack: UInt32) -> [UInt8] {
        var header = [UInt8](repeating: 0, count: 48)
        header[12] = 1
        header.replaceSubrange(16..<20, with: native(frames))
        header.replaceSubrange(20..<24, with: native(pages))
        header.replaceSubrange(32..<40, with: 1...8)
        return header + header + native(copiedBack)
    }

    private func native(_ number: UInt32) -> [UInt8] {
        withUnsafeBytes(of: number) { Array($0) }
    }
}
