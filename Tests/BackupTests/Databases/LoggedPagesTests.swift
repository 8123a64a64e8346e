import TestSupport
import Testing

@testable import Backup

@Suite struct LoggedPagesTests {
    @Test func `the newest frame of a page is found, and the next page that is logged`() {
        var random = SeededRandom(seed: 3)
        var pages = LoggedPages()
        var expected: [UInt32: UInt32] = [:]
        for frame in UInt32(1)...20_000 {
            let page = UInt32.random(in: 1...6_000, using: &random)
            pages.add(page: page, frame: frame)
            expected[page] = frame
        }
        pages.finish()
        var next = UInt32.max
        for page in (UInt32(1)...6_100).reversed() {
            if expected[page] != nil { next = page }
            #expect(pages.lookUp(page) == (expected[page], next))
        }
    }

    @Test func `an empty log holds no page`() {
        var pages = LoggedPages()
        pages.finish()
        #expect(pages.lookUp(1) == (nil, .max))
    }
}
