import Archive
import Backup
import Cryptography
import FoundationEssentials
import Glibc
import Pipe
import Synchronization
import TestSupport
import Testing

@Suite struct BackupRestorerTests {
    @Test(arguments: [true, false])
    func `what our writer packed comes back as it was`(isCompressed: Bool) throws {
        let (config, share) = try (SourceFolder(), SourceFolder())
        try config.fillWithAwkwardThings()
        try share.file("note.txt", [1, 2, 3])
        let backup = try Written(config, folders: [.share: share.path], isCompressed: isCompressed)
        let target = try RestoreTarget()
        let summary = try BackupRestorer(MemoryBackup(backup.archive)).restore(into: target.path)
        #expect(summary.refused == 0 && summary.notices.warningCount == 0)
        #expect(try described(config.path) == described("\(target.path)/homeassistant"))
        #expect(try described(share.path) == described("\(target.path)/share"))
        let manifest = try JSONDecoder().decode(Manifest.self, from: Data(target.content("backup.json").utf8))
        #expect(manifest == backup.manifest)
    }

    @Test(arguments: ["gnu", "pax"]) func `what GNU tar packed comes back as it was, hard links too`(format: String)
        throws
    {
        let source = try SourceFolder()
        try source.fillWithAwkwardThings()
        // It keeps no fractions of a second in its own format.
        if format == "gnu" {
            try checked("/bin/sh", ["-c", #"find "$1" -exec touch -hd @1600000000 {} +"#, "sh", source.path])
        }
        link("\(source.path)/secret.key", "\(source.path)/www/second")
        if format == "gnu" { source.touch("www", seconds: 1_600_000_000, nanoseconds: 0) }
        let packed = try checked("/bin/tar", ["-cz", "--format", format, "-C", source.path, "-f", "-", "."])
        let target = try RestoreTarget()
        let summary = try restore([("media.tar.gz", packed)], into: target)
        #expect(summary.notices.warningCount == 0)
        #expect(try described(source.path) == described("\(target.path)/media"))
    }

    @Test func `what a Supervisor adds to the configuration goes beside it`() throws {
        let inner = try tar([
            ("./homeassistant.json", [1]), ("data/configuration.yaml", [2]), ("data/homeassistant.json", [3]),
        ])
        let app = try tar([("./addon.json", [4]), ("data/options.json", [5])])
        let target = try RestoreTarget()
        let summary = try restore(
            [("homeassistant.tar", inner), ("core_mosquitto.tar.gz", gzip(app)), ("padding.bin", [0])], into: target)
        #expect(
            try target.names == [
                "backup.json", "core_mosquitto", "core_mosquitto/addon.json", "core_mosquitto/data",
                "core_mosquitto/data/options.json", "homeassistant", "homeassistant.extra",
                "homeassistant.extra/homeassistant.json", "homeassistant/configuration.yaml",
                "homeassistant/homeassistant.json",
            ])
        #expect(summary.files == 6 && summary.refused == 0)
    }

    @Test(arguments: ["../canary.tar", "a/b.tar", "...tar", "/canary.tar", ".tar.gz"])
    func `a member whose name is none of a folder is refused, the rest goes on`(name: String) throws {
        let target = try RestoreTarget()
        let evil = try tar([("file", [1])])
        let summary = try restore([(name, evil), ("ssl.tar", tar([("key", [2])]))], into: target)
        #expect(summary.refused == 1)
        #expect(try target.names == ["backup.json", "ssl", "ssl/key"])
        try target.requireCanary()
    }

    @Test func `members that cannot hold what is wanted are not fetched`() throws {
        let large = try tar([("film", [UInt8](repeating: 7, count: 3_000_000))])
        let config = try configuration([("data/.storage/auth", [1]), ("data/www/x", [2])])
        let file = MemoryBackup(
            try tar([
                ("media.tar", large), ("homeassistant.tar", config), ("./backup.json", manifest(compressed: false)),
            ]))
        let target = try RestoreTarget()
        let options = TreeExtractor.Options(selection: Selection(["homeassistant/.storage", "share/**"]))
        let summary = try BackupRestorer(file, options: options).restore(into: target.path)
        #expect(try target.names == ["homeassistant", "homeassistant/.storage", "homeassistant/.storage/auth"])
        #expect(file.requests.reduce(0, +) < 200_000)
        #expect(summary.notices.list.map(\.path) == ["share/**"] && summary.notices.warningCount == 1)
    }

    @Test func `a copy that was superseded is not looked at`() throws {
        let target = try RestoreTarget()
        let good = try tar([("data/a", [1])])
        try restore(
            [("homeassistant.tar", [UInt8](repeating: 9, count: 700)), ("homeassistant.tar", good)], into: target)
        #expect(try target.names == ["backup.json", "homeassistant", "homeassistant/a"])
    }

    @Test func `an encrypted backup comes back with its password only`() throws {
        let inner = try gzip(tar([("data/a", [1])]))
        let sealed = try seal(inner, password: "correct horse")
        let target = try RestoreTarget()
        let members = [("homeassistant.tar.gz", sealed)]
        try restore(members, isProtected: true, password: "correct horse", into: target)
        #expect(try target.names == ["backup.json", "homeassistant", "homeassistant/a"])
        for (password, damage) in [(nil, ArchiveDamage.passwordNeeded), ("wrong", .wrongPassword)] as [(String?, _)] {
            let error = #expect(throws: RestoreError.self) {
                try restore(members, isProtected: true, password: password, into: RestoreTarget())
            }
            #expect(error == .damaged(member: "homeassistant.tar.gz", entry: nil, damage))
            #expect(error?.code == damage.code)
        }
    }

    @Test func `a wrong checksum behind the last entry is an error`() throws {
        var packed = try gzip(tar([("data/a", [1])]))
        packed[packed.count - 8] ^= 1
        let error = #expect(throws: RestoreError.self) {
            try restore([("homeassistant.tar.gz", packed)], into: RestoreTarget())
        }
        #expect(
            error == .damaged(member: "homeassistant.tar.gz", entry: nil, .checksumMismatch(of: "the compressed data")))
    }

    @Test func `a member that is cut names the entry, of which nothing is left`() throws {
        let inner = try tar([("data/a", [1]), ("data/b", [UInt8](repeating: 7, count: 100_000))])
        let target = try RestoreTarget()
        let error = #expect(throws: RestoreError.self) {
            try restore([("homeassistant.tar", Array(inner.prefix(50_000)))], into: target)
        }
        guard case .damaged("homeassistant.tar", "data/b", .cut) = error else {
            return #expect(Bool(false), "\(String(describing: error))")
        }
        #expect(try target.names.filter { $0 != "backup.json" } == ["homeassistant", "homeassistant/a"])
    }

    @Test func `what is no backup is told as such, and nothing is made`() throws {
        let target = try RestoreTarget()
        #expect(throws: BackupDamage.manifestMissing) {
            try BackupRestorer(MemoryBackup(tar([("share.tar", tar([("a", [1])]))]))).restore(
                into: target.path + "/new")
        }
        #expect(try target.names.isEmpty)
    }

    @Test func `a restore tells its progress and can be stopped`() throws {
        let inner = try tar((0..<50).map { ("data/\($0)", [UInt8](repeating: 7, count: 100_000)) })
        let backup = MemoryBackup(
            try tar([("homeassistant.tar", inner), ("./backup.json", manifest(compressed: false))]))
        let cancellation = Cancellation()
        let told = Mutex<[RestoreProgress]>([])
        let target = try RestoreTarget()
        let restorer = BackupRestorer(backup, cancellation: cancellation) { progress in
            told.withLock { $0.append(progress) }
            if progress == .item("homeassistant/20", entriesDone: 20) { cancellation.request() }
        }
        #expect(throws: CancellationRequested.self) { try restorer.restore(into: target.path) }
        let progress = told.withLock { $0 }
        #expect(progress.contains { if case .read(let bytes) = $0 { bytes > 1 << 20 } else { false } })
        #expect(progress.last == .item("homeassistant/20", entriesDone: 20))
        #expect(try target.names.filter { $0.hasPrefix("homeassistant/") }.count == 20)
    }

    @Test func `a backup for which there is no room is not begun`() throws {
        // A member that claims what no disk has.
        let header = TarHeader.encode(
            TarEntry(path: Array("media.tar".utf8), size: 1 << 58, modified: Timestamp(seconds: 0)), as: .ustar)
        let backup = try tar([("./backup.json", manifest(compressed: false))]).prefix(1_024) + header
        let start = Array(backup) + [UInt8](repeating: 0, count: 8_192)
        let target = try RestoreTarget()
        let error = #expect(throws: RestoreError.self) {
            try BackupRestorer(MemoryBackup(start, size: Int64(backup.count) + 1 << 58)).restore(
                into: target.path)
        }
        #expect(error?.code == "disk_full")
        #expect(try target.names.isEmpty)
    }

    @discardableResult
    private func restore(
        _ members: [(name: String, content: [UInt8])], isProtected: Bool = false, password: String? = nil,
        into target: RestoreTarget
    ) throws -> RestoreSummary {
        let backup = try tar(members + [("./backup.json", manifest(protected: isProtected))])
        let secret = password.map { SecureTarSecret(password: $0) }
        return try BackupRestorer(MemoryBackup(backup), secret: secret).restore(into: target.path)
    }
}

extension SourceFolder {
    /// Whatever is hard to bring back: names, links, empty folders, modes, owners, times, sizes.
    fileprivate func fillWithAwkwardThings() throws {
        try file(".HA_VERSION", Array("2026.11.0".utf8))
        for folder in ["www", "www/deep", "empty", "tts"] { directory(folder) }
        for size in [0, 1, 511, 512, 513, 10_240, 600_000] {
            try file("www/size\(size)", (0..<size).map { UInt8(truncatingIfNeeded: $0 >> 3) })
        }
        try file([0x66, 0xff, 0x2e, 0x74], [9])
        try file([UInt8](repeating: 0xfe, count: 255), [2])
        try file("line\nbreak", [1])
        try file("www/deep/Küche \(String(repeating: "lang", count: 40)).txt", Array("Grundriß".utf8))
        try file("secret.key", [1, 2, 3], mode: 0o400)
        try file("setuid", [4], mode: 0o4755)
        link("latest", to: "www")
        link("www/deep/absolute", to: "/etc/hostname")
        link("empty link", to: "nowhere/" + String(repeating: "t", count: 300))
        if getuid() == 0 {
            for (name, owner) in [("secret.key", 1_000), ("www/deep", 2_097_152), ("latest", 33)] {
                lchown("\(path)/\(name)", uid_t(owner), gid_t(owner + 1))
            }
            chmod("\(path)/secret.key", 0o400)
        }
        chmod("\(path)/empty", 0o1777)
        touch("latest", seconds: 1_300_000_000, nanoseconds: 1)
        touch("secret.key", seconds: 1_600_000_000, nanoseconds: 123_456_789)
        touch("setuid", seconds: -86_400, nanoseconds: 250_000_000)
        touch("www/deep", seconds: 1_500_000_000, nanoseconds: 5)
        touch("www", seconds: 1_500_000_001, nanoseconds: 0)
        touch("empty", seconds: 1_400_000_000, nanoseconds: 999_999_999)
    }
}
