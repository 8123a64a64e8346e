import Testing

@testable import DriveSimulator

@Suite struct ContentRangeTests {
    @Test(arguments: [
        ("bytes 0-262143/*", ContentRange.bytes(first: 0, last: 262_143, total: nil)),
        ("bytes 5-9/10", .bytes(first: 5, last: 9, total: 10)),
        ("bytes */*", .query(total: nil)),
        ("bytes */0", .query(total: 0)),
        ("bytes */524288", .query(total: 524_288)),
    ])
    func `the forms of the protocol are read`(text: String, range: ContentRange) {
        #expect(ContentRange(text, lenient: false) == range)
    }

    @Test(arguments: [
        "", "bytes", "bytes ", "bytes 0-5", "bytes 5-3/10", "bytes 0--1/0", "bytes -5/10", "bytes 0-/10",
        "items 0-5/10",
        "bytes 0-5/x", "bytes 0-9223372036854775807/*", "bytes 0-99999999999999999999/*", "bytes +1-5/10",
    ])
    func `anything else is not`(text: String) {
        #expect(ContentRange(text, lenient: false) == nil)
    }

    @Test func `the Python client's malformed end is read only when lenient`() {
        #expect(ContentRange("bytes 524288-524287/524288", lenient: true) == .query(total: 524_288))
        #expect(ContentRange("bytes 0--1/0", lenient: true) == .query(total: 0))
        #expect(ContentRange("bytes 524288-524287/524288", lenient: false) == nil)
        #expect(ContentRange("bytes 524288-524287/*", lenient: true) == nil)
        #expect(ContentRange("bytes 524288-524280/524288", lenient: true) == nil)
    }
}
