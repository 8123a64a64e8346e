import Backup
import Glibc
import Pipe
import Testing

/// Names and attributes at the borders of what a header block holds, read back by GNU tar.
@Suite struct AwkwardNamesTests {
    @Test(arguments: [true, false])
    func `names and attributes at every border come back`(isCompressed: Bool) throws {
        let config = try SourceFolder()
        try config.file(".HA_VERSION", Array("2026.11.0".utf8))
        // With `data/` before them these are 97 to 103 bytes long; directories one more.
        for length in 92...98 {
            let name = String(repeating: "n", count: length)
            try config.file(name + "f", Array(name.utf8))
            config.directory(name + "d")
            config.link(name + "l", to: String(repeating: "t", count: length + 5))
        }
        try config.file("line\nbreak", [1])
        try config.file([UInt8](repeating: 0xfe, count: 255), [2])
        try config.file([UInt8](repeating: 0xfe, count: 95), [3])
        try config.file("setuid", [4], mode: 0o4755)
        for size in [0, 512, 10_240, 131_070, 262_144] {
            try config.file("size\(size)", [UInt8](repeating: 7, count: size))
        }
        config.touch("setuid", seconds: -86_400, nanoseconds: 250_000_000)
        config.touch("line\nbreak", seconds: 1 << 33, nanoseconds: 0)
        let isRoot = getuid() == 0
        if isRoot { lchown("\(config.path)/size0", 2_097_152, 4_294_967_294) }
        let backup = try Written(config, isCompressed: isCompressed)
        #expect(backup.summary.notices.warningCount == 0)
        let copy = try SourceFolder()
        try backup.unpack(isCompressed ? "homeassistant.tar.gz" : "homeassistant.tar", into: copy)
        #expect(try described(config.path) == described("\(copy.path)/data"))
        var status = stat()
        #expect(lstat("\(copy.path)/data/size0", &status) == 0)
        if isRoot { #expect(status.st_uid == 2_097_152 && status.st_gid == 4_294_967_294) }
    }

    @Test func `an empty configuration folder makes a backup`() throws {
        let backup = try Written(try SourceFolder())
        #expect(try listing(of: backup.archive) == ["homeassistant.tar.gz", "./backup.json"])
        #expect(backup.manifest.homeassistant.version == "0.0.0")
        #expect(backup.summary.notices.warningCount == 1)
    }

    @Test func `a named pipe in place of the version file keeps nobody waiting`() throws {
        let config = try SourceFolder()
        mkfifo("\(config.path)/.HA_VERSION", 0o600)
        #expect(try Written(config).manifest.homeassistant.version == "0.0.0")
    }
}
