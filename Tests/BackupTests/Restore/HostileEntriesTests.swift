import Archive
import Backup
import Glibc
import Pipe
import TestSupport
import Testing

/// Archives that mean harm: nothing outside the target ever changes, and what is harmless in them comes through.
@Suite struct HostileEntriesTests {
    @Test(arguments: [
        "../x", "../canary/file", "/CANARY/file", "//CANARY/x", "a/../../canary/file", "..", "", "a\0/../x",
    ])
    func `a name that leads out is refused, the rest goes on`(name: String) throws {
        let target = try RestoreTarget()
        let name = name.replacing("/CANARY", with: target.canary)
        for evil in [Entry.file(name, "evil"), .directory(name), .link(name, to: "x"), .hardLink(name, to: "good")] {
            let summary = try target.extract([.file("good", "1"), evil, .file("also good", "2")], overwrites: true)
            #expect(summary.refused == 1 && summary.notices.warningCount == 1 && summary.files == 2)
        }
        #expect(try target.names == ["also good", "good"])
        try target.requireCanary()
    }

    @Test(arguments: ["../canary", "../canary/inside", "/CANARY", ".", "..", "folder"], [false, true])
    func `nothing goes through a link of the archive`(leads: String, overwrites: Bool) throws {
        let target = try RestoreTarget()
        let summary = try target.extract(
            [
                .directory("folder"), .link("link", to: leads.replacing("/CANARY", with: target.canary)),
                .file("link/file", "evil"), .directory("link/made"),
                .link("link/link", to: "x"), .hardLink("link/second", to: "link/file"), .directory("link", mode: 0o777),
                .file("after", "good"),
            ], overwrites: overwrites)
        #expect(summary.refused == 5 && summary.files == 1 && summary.links == 1)
        #expect(try target.names == ["after", "folder", "link"])
        try target.requireCanary()
    }

    @Test(arguments: [false, true])
    func `nothing goes through a link that was there before`(overwrites: Bool) throws {
        let target = try RestoreTarget()
        symlink(target.canary, "\(target.path)/folder")
        symlink("\(target.canary)/file", "\(target.path)/file")
        let summary = try target.extract(
            [.file("folder/file", "evil"), .directory("folder", mode: 0), .file("file", "mine")], overwrites: overwrites
        )
        #expect(summary.refused == (overwrites ? 2 : 3))
        if overwrites { #expect(try target.content("file") == "mine") }
        try target.requireCanary()
    }

    @Test func `a link in the place of a file that is written again is replaced, not followed`() throws {
        let target = try RestoreTarget()
        try target.extract([.link("a", to: "../canary/file"), .file("a", "mine")])
        #expect(try target.content("a") == "mine")
        try target.requireCanary()
    }

    @Test func `a second name is only given to what this restore has written`() throws {
        let target = try RestoreTarget()
        try target.write("secret", to: "mine")
        let summary = try target.extract([
            .link("link", to: "../canary/file"), .link("up", to: "../canary"), .directory("folder"),
            .hardLink("a", to: "../canary/file"), .hardLink("b", to: "link"), .hardLink("c", to: "up/file"),
            .hardLink("d", to: "mine"), .hardLink("e", to: "folder"), .hardLink("f", to: "/etc/passwd"),
            .hardLink("g", to: ""), .hardLink("h", to: "missing"), .hardLink("i", to: "i"),
        ])
        #expect(summary.refused == 9 && summary.files == 0)
        #expect(try target.names == ["folder", "link", "mine", "up"])
        try target.requireCanary()
    }

    @Test(arguments: [false, true])
    func `a file does not take a folder's place, nor a folder a file's`(overwrites: Bool) throws {
        let target = try RestoreTarget()
        try target.makeFolder("old")
        try target.write("1", to: "oldfile")
        let summary = try target.extract(
            [
                .file("old", "x"), .link("old", to: "x"), .directory("oldfile"), .file("oldfile/below", "x"),
                .file("file", "1"), .directory("file"), .file("file/below", "x"), .directory("folder"),
                .file("folder", "x"),
            ], overwrites: overwrites)
        #expect(summary.refused == 7)
        #expect(try target.names == ["file", "folder", "old", "oldfile"])
    }

    @Test(arguments: ["3", "4", "6", "Z", "\0"] as [Unicode.Scalar])
    func `devices, pipes and unknown things are not made`(type: Unicode.Scalar) throws {
        let target = try RestoreTarget()
        let summary = try target.extract([.other("thing", type: type), .file("good", "1")])
        #expect(try target.names == ["good"])
        #expect(summary.notices.list.map(\.path) == ["thing"])
        // Only a type nobody knows may have had content that is missed now.
        #expect(summary.refused == ("346".unicodeScalars.contains(type) ? 0 : 1))
    }

    @Test func `a named pipe in the target keeps nobody waiting and is not replaced`() throws {
        let target = try RestoreTarget()
        mkfifo("\(target.path)/pipe", 0o600)
        let summary = try target.extract(
            [.file("pipe", "x"), .hardLink("a", to: "pipe"), .file("pipe/x", "x")], overwrites: true)
        #expect(summary.refused == 3)
        #expect(try target.names == ["pipe"])
    }

    @Test func `impossible sizes, targets and times do no harm`() throws {
        let target = try RestoreTarget()
        let time = Timestamp(seconds: .max, nanoseconds: .max)
        let members = [
            TarMember(path: [97], size: -1), TarMember(path: [98], size: .min),
            TarMember(path: [99], kind: .symbolicLink(target: [])),
            TarMember(path: [100], kind: .symbolicLink(target: [97, 0, 98])),
            TarMember(path: [101], kind: .symbolicLink(target: [UInt8](repeating: 97, count: 5_000))),
            TarMember(path: [102], mode: .max, owner: .max, group: .max, modified: time),
            TarMember(path: [103], kind: .directory, mode: .max, modified: Timestamp(seconds: .min, nanoseconds: -1)),
        ]
        let summary = try target.extract(members.map { Entry($0) })
        #expect(summary.refused == 5 && summary.files == 1 && summary.directories == 1)
        #expect(try target.names == ["f", "g"])
    }

    @Test func `very long and very deep names are refused in a few words`() throws {
        let target = try RestoreTarget()
        let summary = try target.extract([
            .file(String(repeating: "n", count: 10_000)), .directory(String(repeating: "d/", count: 5_000)),
            .file(String(repeating: "n", count: 256)), .file(String(repeating: "d/", count: 300) + "x"),
        ])
        #expect(summary.refused == 4)
        #expect(summary.notices.list.allSatisfy { $0.path.utf8.count < 600 })
        #expect(try target.names.isEmpty)
    }

    @Test func `as many levels as are allowed need few descriptors`() throws {
        let target = try RestoreTarget()
        let deep = String(repeating: "d/", count: 255)
        let summary = try target.extract([
            .file(deep + "x", "deep"), .directory(deep, mode: 0o701), .file(deep + "y", "2"),
        ])
        #expect(summary.refused == 0 && summary.files == 2)
        #expect(try target.content(deep + "x") == "deep")
        #expect(try target.status(deep).st_mode == S_IFDIR | 0o701)
    }

    @Test func `thousands of refusals are counted and the first ones told`() throws {
        let target = try RestoreTarget()
        let summary = try target.extract((0..<5_000).map { .file("../\($0)") })
        #expect(summary.refused == 5_000 && summary.notices.warningCount == 5_000 && summary.notices.list.count == 100)
    }
}
