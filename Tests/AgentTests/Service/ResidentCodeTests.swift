import FoundationEssentials
import Testing

@testable import Agent

@Suite struct ResidentCodeTests {
    @Test func `only what is executed and cannot be written is let go of`() {
        #expect(
            ResidentCode.range("559e49f81000-559e4afb4000 r-xp 00000000 08:01 12 /usr/bin/a b")
                == 0x559e_49f8_1000..<0x559e_4afb_4000)
        for line in [
            "", "x", "559e4afb4000-559e4b020000 r--p 01032000 08:01 12 /usr/bin/a",
            "559e4b020000-559e4b240000 rw-p 0109e000 08:01 12 /usr/bin/a",
            "559e4b020000-559e4b240000 rwxp 0109e000 08:01 12 /usr/bin/a",
            "7ffd1c5f0000-7ffd1c5f2000 r-xp 00000000 00:00 0 [vdso]", "1-2 r-xp 0 0 0 ", "2-1 r-xp 0 0 0 /a",
            "x-y r-xp 0 0 0 /a",
        ] {
            #expect(ResidentCode.range(line) == nil, "\(line)")
        }
    }

    @Test func `a process whose code was let go of goes on with less memory`() throws {
        let before = try fileMemory()
        ResidentCode.release()
        #expect(try fileMemory() < before)
    }

    /// KiB of files that are mapped.
    private func fileMemory() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("RssFile:") })
        return try #require(Int(line.split(whereSeparator: \.isWhitespace)[1]))
    }
}
