import Testing

@testable import HTTPServing

@Suite struct ByteRangeTests {
    @Test(arguments: [
        (nil, ByteRange.whole), ("bytes=0-3", .part(first: 0, last: 3)), ("bytes=4-", .part(first: 4, last: 9)),
        ("bytes=8-100", .part(first: 8, last: 9)), ("bytes=-3", .part(first: 7, last: 9)),
        ("bytes=-100", .part(first: 0, last: 9)), ("bytes=10-", .unsatisfiable), ("bytes=-0", .unsatisfiable),
        ("lines=1-2", .whole), ("bytes=a-b", .whole), ("bytes=1-2,4-5", .whole), ("bytes=-", .whole),
    ])
    func `a range of ten bytes is read`(header: String?, range: ByteRange) {
        #expect(ByteRange(header, size: 10) == range)
    }

    @Test func `an empty file has no range`() {
        #expect(ByteRange("bytes=0-0", size: 0) == .unsatisfiable)
        #expect(ByteRange("bytes=-1", size: 0) == .unsatisfiable)
        #expect(ByteRange(nil, size: 0) == .whole)
    }
}
