import Testing

@testable import Backup

@Suite struct DatabaseHeaderTests {
    @Test(arguments: [(512, [2, 0]), (4_096, [16, 0]), (32_768, [128, 0]), (65_536, [0, 1])] as [(Int, [UInt8])])
    func `every size of a page is understood`(pageSize: Int, stored: [UInt8]) throws {
        #expect(header(stored)?.pageSize == pageSize)
    }

    @Test(arguments: [[0, 0], [0, 2], [1, 0], [16, 1], [255, 255]] as [[UInt8]])
    func `what cannot be the size of a page is no database`(stored: [UInt8]) {
        #expect(header(stored) == nil)
    }

    @Test func `the mode for readers and the count of changes are read`() throws {
        #expect(header([16, 0], mode: 2)?.isInWALMode == true)
        #expect(header([16, 0], mode: 1)?.isInWALMode == false)
        #expect(header([16, 0])?.changeCounter == 0x0102_0304)
        #expect(header([16, 0], magic: "SQLite format 4\0") == nil)
    }

    private func header(_ pageSize: [UInt8], mode: UInt8 = 1, magic: String = "SQLite format 3\0") -> DatabaseHeader? {
        var bytes = Array(magic.utf8) + pageSize + [mode, mode, 0, 64, 32, 32, 1, 2, 3, 4]
        return bytes.withUnsafeMutableBytes { DatabaseHeader($0) }
    }
}
