import FoundationEssentials
import Glibc
import TestSupport
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

    @Test func `code that is no longer the file's stays, in memory or swapped out`() {
        func mapping(_ name: String, anonymous: Int, swap: Int) -> String {
            """
            1000-2000 r-xp 00000000 08:01 12                     \(name)
            Size:                 80 kB
            Private_Dirty:        16 kB
            Anonymous:        \(anonymous) kB
            Swap:                \(swap) kB
            SwapPss:               0 kB
            VmFlags: rd ex mr mw me

            """
        }
        #expect(ResidentCode.ranges(in: Array(mapping("/a: 1", anonymous: 0, swap: 0).utf8)) == [0x1000..<0x2000])
        let kept =
            mapping("/a", anonymous: 4, swap: 0) + mapping("/b", anonymous: 0, swap: 4)
            + mapping("[vdso]", anonymous: 0, swap: 0) + "1000-2000 r-xp 00000000 08:01 12 /c\n"
        #expect(ResidentCode.ranges(in: Array(kept.utf8)).isEmpty)
    }

    @Test func `a breakpoint in code outlives that the rest is let go of`() throws {
        let size = Int(getpagesize())
        let folder = try TemporaryFolder()
        try folder.write(String(repeating: "a", count: 2 * size), to: "code")
        let file = open(folder.path("code"), O_RDONLY)
        try #require(file >= 0)
        defer { close(file) }
        let code = try #require(mmap(nil, 2 * size, PROT_READ | PROT_WRITE, MAP_PRIVATE, file, 0))
        defer { munmap(code, 2 * size) }
        code.storeBytes(of: UInt8(ascii: "b"), as: UInt8.self)
        #expect(mprotect(code, 2 * size, PROT_READ | PROT_EXEC) == 0)
        ResidentCode.release()
        #expect(code.load(as: UInt8.self) == UInt8(ascii: "b"))
        #expect(code.load(fromByteOffset: size, as: UInt8.self) == UInt8(ascii: "a"))
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
