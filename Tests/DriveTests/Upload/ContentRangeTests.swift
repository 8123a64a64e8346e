import Drive
import Testing

@Suite struct ContentRangeTests {
    @Test func `every form is written as RFC 9110 wants it`() {
        #expect("\(ContentRange(bytes: 0..<262_144, total: nil))" == "bytes 0-262143/*")
        #expect("\(ContentRange(bytes: 5..<6, total: 6))" == "bytes 5-5/6")
        #expect("\(ContentRange(bytes: nil, total: 0))" == "bytes */0")
        #expect("\(ContentRange(bytes: 7..<7, total: 7))" == "bytes */7")
        #expect("\(ContentRange(bytes: nil, total: nil))" == "bytes */*")
    }

    @Test func `what is written is read back`() {
        for range in [
            ContentRange(bytes: 0..<1, total: nil), ContentRange(bytes: 5..<(1 << 40), total: 1 << 41),
            ContentRange(bytes: nil, total: 3), ContentRange(bytes: nil, total: nil),
        ] {
            #expect(ContentRange(parsing: "\(range)") == range)
        }
    }

    @Test(arguments: [
        "", "bytes", "bytes 0-1", "bytes 2-1/5", "bytes 0-9/5", "bytes -1-2/5", "bytes +1-2/5", "bytes 0-1/2/3",
        "bytes 0-9223372036854775807/*", "bytes 0-99999999999999999999/*", "items 0-1/2", "bytes 0-/2", "bytes a-b/c",
    ])
    func `what contradicts itself is refused`(text: String) {
        #expect(ContentRange(parsing: text) == nil)
    }

    @Test func `the Range of a 308 counts the bytes kept, no header means none`() {
        #expect(AcknowledgedRange.count(nil) == 0)
        #expect(AcknowledgedRange.count("bytes=0-262143") == 262_144)
        #expect(AcknowledgedRange.count("0-0") == 1)
    }

    @Test(arguments: ["", "bytes=", "bytes=1-5", "bytes=0--1", "bytes=0-9223372036854775807", "bytes=0-5,7-9"])
    func `a Range that cannot be understood is no count`(text: String) {
        #expect(AcknowledgedRange.count(text) == nil)
    }
}
