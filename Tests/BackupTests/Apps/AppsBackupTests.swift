import Archive
import Backup
import TestSupport
import Testing

@Suite struct AppsBackupTests {
    @Test(arguments: [true, false])
    func `the apps and the Supervisor's settings are taken, with their sizes`(isCompressed: Bool) throws {
        let made = try PackedApps(isCompressed: isCompressed)
        let apps = try AppsBackup(of: MemoryBackup(made.archive), isCompressed: isCompressed)
        let ending = isCompressed ? ".tar.gz" : ".tar"
        #expect(apps.members.map(\.name) == ["core_mosquitto", "local_drivepipe", "supervisor"].map { $0 + ending })
        #expect(apps.members.map(\.size) == made.members.map { Int64($0.content.count) })
        #expect(apps.apps.map(\.name) == ["Mosquitto broker", "DrivePipe"])
        #expect(apps.leftOut == [])
    }

    @Test func `what is in it without being named is left out, and said`() throws {
        let broken = ("core_ssh.tar.gz", [UInt8](repeating: 7, count: 100))
        let apps = try AppsBackup(of: MemoryBackup(PackedApps(extra: [broken]).archive), isCompressed: true)
        #expect(apps.leftOut == ["core_ssh.tar.gz"])
        #expect(!apps.members.map(\.name).contains("core_ssh.tar.gz"))
    }

    @Test func `an app that the manifest names and that did not come is an error`() throws {
        let made = try PackedApps(addons: PackedApps.addons + [#"{"slug":"a_b","name":"AB","version":"1","size":0}"#])
        #expect(throws: AppsBackupError.memberMissing(app: "AB")) {
            try AppsBackup(of: MemoryBackup(made.archive), isCompressed: true)
        }
    }

    @Test(arguments: [
        #""protected":true,"#, #""folders":["share"],"#,
        #""homeassistant":{"version":"2026.11.0"},"#,
    ])
    func `a backup of another kind than was asked for is refused`(fact: String) throws {
        let made = try PackedApps(facts: fact)
        let error = #expect(throws: AppsBackupError.self) {
            try AppsBackup(of: MemoryBackup(made.archive), isCompressed: true)
        }
        #expect(error?.code == "apps_backup_unfit")
    }

    @Test(arguments: [true, false]) func `one that is packed in another way is refused`(isCompressed: Bool) throws {
        let made = try PackedApps(isCompressed: isCompressed)
        #expect(throws: AppsBackupError.self) {
            try AppsBackup(of: MemoryBackup(made.archive), isCompressed: !isCompressed)
        }
    }

    @Test(arguments: [
        "homeassistant.tar.gz", "./homeassistant.tar.gz", "share.tar.gz", "addons_local.tar", "core_mosquitto.tar.gz",
        "./core_mosquitto.tar.gz",
    ])
    func `a member that would pass for one of ours, or a second one of a name, is refused`(name: String) throws {
        let made = try PackedApps(extra: [(name, [1, 2, 3])])
        let error = #expect(throws: AppsBackupError.self) {
            try AppsBackup(of: MemoryBackup(made.archive), isCompressed: true)
        }
        #expect(error?.code == "apps_backup_unfit")
    }

    @Test(arguments: ["homeassistant", "share", "addons_local", "supervisor", "a/b", "..", "", "ä"])
    func `an app that is called as none is called is refused`(slug: String) throws {
        let addon = #"{"slug":"\#(slug)","name":"N","version":"1"}"#
        let made = try PackedApps(addons: [addon], extra: [("\(slug).tar.gz", [1])])
        #expect(throws: AppsBackupError.self) {
            try AppsBackup(of: MemoryBackup(made.archive), isCompressed: true)
        }
    }

    @Test func `cut anywhere it is refused`() throws {
        let archive = try PackedApps().archive
        var random = SeededRandom(seed: 4)
        for _ in 0..<200 {
            let length = Int.random(in: 0..<archive.count - 10_240, using: &random)
            #expect(throws: (any Error).self) {
                try AppsBackup(of: MemoryBackup(Array(archive[..<length])), isCompressed: true)
            }
        }
    }
}

/// A partial backup of apps as the Supervisor lays it down.
struct PackedApps {
    static let addons = [
        #"{"slug":"core_mosquitto","name":"Mosquitto broker","version":"7.0.1","size":0.1}"#,
        #"{"slug":"local_drivepipe","name":"DrivePipe","version":"1.0.0","size":0}"#,
    ]

    let archive: [UInt8]
    let members: [(name: String, content: [UInt8])]

    init(
        isCompressed: Bool = true, addons: [String] = PackedApps.addons, facts: String = "",
        extra: [(String, [UInt8])] = []
    ) throws {
        var random = SeededRandom(seed: 3)
        let noise = (0..<300_000).map { _ in UInt8.random(in: 0...255, using: &random) }
        let ending = isCompressed ? ".tar.gz" : ".tar"
        members = try [
            ("core_mosquitto", [("./addon.json", Array("{}".utf8)), ("data/mosquitto.db", noise)]),
            ("local_drivepipe", [("./addon.json", Array("{}".utf8)), ("data/state.json", [1])]),
            ("supervisor", [("mounts.json", Array("{}".utf8))]),
        ].map { part, files in
            let inner = try tar(files, dialect: .pax)
            return (part + ending, isCompressed ? try gzip(inner) : inner)
        }
        let text = """
            {"version":2,"name":"x","date":"2026-11-23T02:15:00.000000+00:00","type":"partial",\(facts)\
            "supervisor_version":"2026.08.1","slug":"0a1b2c3d","repositories":["core","https://example.com/apps"],\
            "compressed":\(isCompressed),"addons":[\(addons.joined(separator: ","))],"extra":{}}
            """
        archive = try tar(members + extra + [("./backup.json", Array(text.utf8))])
    }
}
