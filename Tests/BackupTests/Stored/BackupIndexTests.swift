import Archive
import Backup
import JSON
import Pipe
import TestSupport
import Testing

@Suite struct BackupIndexTests {
    @Test(arguments: [true, false], ["./backup.json", "backup.json"])
    func `the manifest is found first or last, with or without a dot`(isFirst: Bool, name: String) throws {
        let content = ("homeassistant.tar.gz", try gzip(configuration()))
        let members = isFirst ? [(name, manifest()), content] : [content, (name, manifest())]
        let archive = try tar(members)
        let index = try BackupIndex(of: MemoryBackup(archive))
        #expect(index.members.map(\.name) == members.map(\.0))
        #expect(index.manifest.slug == index.manifest.expectedSlug)
        for (member, (_, content)) in zip(index.members, members) {
            let start = Int(member.contentOffset)
            #expect(Array(archive[start..<start + Int(member.size)]) == content)
            #expect(member.headerOffset == member.contentOffset - 512)
        }
    }

    @Test func `a large backup takes one small request a member`() throws {
        let big = [UInt8](repeating: 7, count: 3 << 20)
        let file = MemoryBackup(
            try tar([
                ("homeassistant.tar", big), ("share.tar", big), ("media.tar", big), ("./backup.json", manifest()),
            ]))
        #expect(try BackupIndex(of: file).members.count == 4)
        #expect(file.requests.count == 4)
        #expect(file.requests.allSatisfy { $0 <= 4_096 })
    }

    @Test func `of members with one name the last counts`() throws {
        let archive = try tar([
            ("share.tar.gz", [1]), ("./share.tar.gz", [1, 2]), ("media.tar.gz", []), ("./backup.json", manifest()),
        ])
        let index = try BackupIndex(of: MemoryBackup(archive))
        #expect(index.members.map(\.isSuperseded) == [true, false, false, false])
    }

    @Test func `a backup without a manifest, or with one that is none, is told so`() throws {
        let none = try tar([("homeassistant.tar.gz", [1])])
        #expect(throws: BackupDamage.manifestMissing) { try BackupIndex(of: MemoryBackup(none)) }
        for text in ["", "[]", "{", "null", "{\"a\":1} x", "\u{0}", String(repeating: "[", count: 40_000)] {
            let archive = try tar([("./backup.json", Array(text.utf8))])
            #expect(throws: BackupDamage.badManifest(reason: "it is not a JSON object"), "\(text.prefix(9))") {
                try BackupIndex(of: MemoryBackup(archive))
            }
        }
    }

    @Test func `a name as long as a book counts as none`() throws {
        let text =
            #"{"name":"\#(String(repeating: "x", count: 1_025))","slug":"\#(String(repeating: "x", count: 1_024))"}"#
        let manifest = try StoredManifest(parsing: Array(text.utf8))
        #expect(manifest.name == nil)
        #expect(manifest.slug?.utf8.count == 1_024)
    }

    @Test(arguments: ["[],", "1,", "{\"a\":1},"])
    func `a manifest made to take memory is not parsed`(piece: String) {
        let text = "{\"a\":[" + String(repeating: piece, count: 60_000) + "1]}"
        #expect(throws: BackupDamage.badManifest(reason: "it holds far too much")) {
            try StoredManifest(parsing: Array(text.utf8))
        }
    }

    @Test func `a manifest with wrong types in it says nothing there and hurts nobody`() throws {
        let text = """
            {"slug":1,"name":[],"date":null,"compressed":"no","protected":"aes","homeassistant":3,"folders":{"a":1},\
            "addons":[1,{"slug":"core_ssh"},{"slug":7},"x"],"extra":[],"version":1e99}
            """
        let manifest = try StoredManifest(parsing: Array(text.utf8))
        #expect(manifest.slug == nil && manifest.name == nil && manifest.date == nil && manifest.expectedSlug == nil)
        #expect(manifest.isCompressed && manifest.isProtected && !manifest.hasHomeAssistant)
        #expect(manifest.folders == [] && manifest.addons == ["core_ssh"])
    }

    @Test func `giant sizes, a giant manifest and too many members are refused without being read`() throws {
        let header = { (size: Int64, name: String) in
            TarHeader.encode(
                TarEntry(path: Array(name.utf8), size: size, modified: Timestamp(seconds: 0)), as: .ustar)
        }
        let giant = MemoryBackup(header(1 << 50, "./backup.json"))
        #expect(throws: BackupDamage.badManifest(reason: "it is far too large")) { try BackupIndex(of: giant) }
        let cut = MemoryBackup(header(1 << 59, "homeassistant.tar.gz"))
        #expect(throws: BackupDamage.archive(.cut(offset: 512))) { try BackupIndex(of: cut) }
        let many = MemoryBackup(Array((0...10_000).map { _ in header(0, "a.tar") }.joined()))
        #expect(throws: BackupDamage.tooManyMembers(limit: 10_000)) { try BackupIndex(of: many) }
    }

    @Test func `a file that is shorter than it says, or garbage, is damage`() throws {
        let archive = try tar([("./backup.json", manifest())])
        for size in [Int64.min, -1, 0] {
            #expect(throws: BackupDamage.manifestMissing) { try BackupIndex(of: MemoryBackup(archive, size: size)) }
        }
        for count in 1..<512 + manifest().count {
            let cut = MemoryBackup(Array(archive.prefix(count)))
            #expect(throws: (any Error).self, "\(count)") { try BackupIndex(of: cut) }
            let lie = MemoryBackup(Array(archive.prefix(count)), size: .max)
            #expect(throws: BackupDamage.archive(.cut(offset: Int64(count)))) { try BackupIndex(of: lie) }
        }
        var random = SeededRandom(seed: 11)
        for _ in 0..<200 {
            let garbage = (0..<Int.random(in: 1...2_000, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            #expect(throws: BackupDamage.self) { try BackupIndex(of: MemoryBackup(garbage)) }
        }
    }

    @Test func `a request to stop is heard`() throws {
        let cancellation = Cancellation()
        cancellation.request()
        let file = MemoryBackup(try tar([("./backup.json", manifest())]))
        #expect(throws: CancellationRequested.self) { try BackupIndex(of: file, cancellation: cancellation) }
    }
}
