import Archive
import Backup
import FoundationEssentials
import Pipe
import TestSupport
import Testing

/// Archives made by GNU tar, bsdtar and Python's tarfile, in all formats they have, read by us.
@Suite struct ForeignArchivesTests {
    /// A tree with what a format can have trouble with; `isHard` adds what only pax and GNU tar's format can say.
    private static func tree(isHard: Bool) throws -> (folder: SourceFolder, contents: [[UInt8]: [UInt8]]) {
        let folder = try SourceFolder()
        folder.directory("data")
        var files: [(name: [UInt8], content: [UInt8])] = [
            (Array("data/empty".utf8), []), (Array("data/short".utf8), [1, 2, 3]),
            (Array("data/block".utf8), [UInt8](repeating: 7, count: 512)), (Array("data/Küche".utf8), [8]),
        ]
        if isHard {
            folder.directory("data/\(String(repeating: "d", count: 120))")
            files.append(
                (Array("data/\(String(repeating: "d", count: 120))/\(String(repeating: "n", count: 200))".utf8), [4]))
            files.append((Array("data/".utf8) + [0xff, 0xfe], [5]))
            folder.link("data/link", to: String(repeating: "t/", count: 80))
        } else {
            folder.link("data/link", to: "short")
        }
        for file in files { try folder.file(file.name, file.content) }
        folder.touch("data/short", seconds: 1_600_000_000, nanoseconds: 123_456_789)
        if isHard { folder.touch("data/block", seconds: -5, nanoseconds: 250_000_000) }
        return (folder, Dictionary(uniqueKeysWithValues: files))
    }

    @Test(arguments: [
        "tar --format=v7", "tar --format=oldgnu", "tar --format=gnu", "tar --format=ustar", "tar --format=posix",
        "bsdtar --format=ustar", "bsdtar --format=pax", "bsdtar --format=gnutar", "bsdtar --format=v7",
        "python USTAR", "python GNU", "python PAX",
    ])
    func `every format comes back whole`(maker: String) throws {
        let isHard = ["gnu", "GNU", "posix", "pax", "PAX"].contains { maker.contains($0) }
        let (folder, contents) = try Self.tree(isHard: isHard)
        var read: [[UInt8]: [UInt8]] = [:]
        var members: [[UInt8]: TarMember] = [:]
        var oddities: [ArchiveDamage] = []
        let reader = TarReader(BytesSource(try pack(folder, by: maker))) { oddities.append($0) }
        while let member = try reader.next() {
            members[member.path] = member
            if member.kind == .file { read[member.path] = try reader.bytes(Int(member.size)) }
        }
        try reader.finish()
        #expect(oddities == [])
        #expect(read == contents)
        #expect(members[Array("data/".utf8)]?.kind == .directory)
        let target = isHard ? String(repeating: "t/", count: 80) : "short"
        #expect(members[Array("data/link".utf8)]?.kind == .symbolicLink(target: Array(target.utf8)))
        let time = try #require(members[Array("data/short".utf8)]?.modified)
        #expect(time.seconds == 1_600_000_000)
        // Python keeps times as floating-point seconds.
        let isFine = ["posix", "pax", "PAX"].contains { maker.contains($0) }
        #expect(isFine ? abs(time.nanoseconds - 123_456_789) < 200 : time.nanoseconds == 0)
        // bsdtar writes -4.75 as -5.25, which no reader but itself takes for what it was.
        if isFine, !maker.hasPrefix("bsdtar") {
            let early = try #require(members[Array("data/block".utf8)]?.modified)
            #expect(early.seconds == -5 && abs(early.nanoseconds - 250_000_000) < 200, "\(early)")
        }
    }

    @Test(arguments: ["tar --format=gnu -S", "tar --format=posix -S", "bsdtar --format=pax"])
    func `a sparse file is named as such, and what follows is found`(maker: String) throws {
        let folder = try SourceFolder()
        folder.directory("data")
        try folder.file("data/a-sparse", [1])
        for offset in [1 << 20, 3 << 20, 5 << 20, 7 << 20, 9 << 20, 11 << 20] {
            try checked(
                "/bin/sh",
                ["-c", "printf x | dd of=\(folder.path)/data/a-sparse bs=1 seek=\(offset) conv=notrunc status=none"])
        }
        try folder.file("data/b", [2])
        let reader = TarReader(BytesSource(try pack(folder, by: maker + " --sort=name")))
        var kinds: [String: TarMember.Kind] = [:]
        while let member = try reader.next() {
            // With pax the name is one that was made up for readers who do not know.
            let name = String(decoding: member.path, as: UTF8.self)
            kinds[name.split(separator: "/").last.map(String.init) ?? ""] = member.kind
        }
        try reader.finish()
        #expect(kinds["b"] == .file)
        #expect(kinds["a-sparse"] == .other(UInt8(ascii: "S")))
    }

    @Test(arguments: ["python", "tar", "bsdtar"])
    func `a backup in the outer format of any of them is good`(maker: String) throws {
        let (folder, _) = try Self.tree(isHard: true)
        let scratch = try SourceFolder()
        try scratch.file("homeassistant.tar.gz", try gzip(pack(folder, by: "python PAX")))
        try scratch.file("share.tar.gz", try gzip(pack(folder, by: "tar --format=posix")))
        try scratch.file("backup.json", manifest(folders: "\"share\""))
        let names = ["./backup.json", "homeassistant.tar.gz", "share.tar.gz"]
        let archive =
            switch maker {
            case "python":
                try checked("python3", ["-c", Self.packer, "PAX", scratch.path] + names)
            case "tar": try checked("tar", ["-C", scratch.path, "-cf", "-"] + names)
            default: try checked("bsdtar", ["-C", scratch.path, "-cf", "-"] + names)
            }
        let report = try verify(archive)
        #expect(report.problems == [] && report.contentsChecked)
        #expect(report.members.map(\.entries) == [9, 9])
        #expect(try verify(archive, .header).isGood)
    }

    private static let packer = """
        import os, sys, tarfile
        os.chdir(sys.argv[2])
        form = getattr(tarfile, sys.argv[1] + "_FORMAT")
        with tarfile.open(fileobj=sys.stdout.buffer, mode="w|", format=form) as tar:
            for name in sys.argv[3:]:
                info = tar.gettarinfo(name)
                # tarfile drops the dot, which Home Assistant's own code puts back.
                info.name = name
                if info.isreg():
                    with open(name, "rb") as file:
                        tar.addfile(info, file)
                else:
                    tar.add(name)
        """

    private func pack(_ folder: SourceFolder, by maker: String) throws -> [UInt8] {
        let words = maker.split(separator: " ").map(String.init)
        guard words[0] == "python" else {
            let options = words[0] == "tar" ? Array(words.dropFirst()) : [words[1]]
            let result = try Program.run(words[0], ["-C", folder.path, "-cf", "-"] + options + ["data"])
            #expect(result.status == 0, "\(String(decoding: result.error, as: UTF8.self))")
            return result.output
        }
        return try checked("python3", ["-c", Self.packer, words[1], folder.path, "data"])
    }
}
