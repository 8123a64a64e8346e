import Archive
import Backup
import TestSupport
import Testing

@Suite struct ManifestChecksumTests {
    private static func backup(isCompressed: Bool) throws -> [UInt8] {
        let inner = try configuration([("data/notes.txt", Array("a few words".utf8))])
        return try isCompressed
            ? backupWithChecksums([("homeassistant.tar.gz", gzip(inner))], compressed: true)
            : backupWithChecksums([("homeassistant.tar", inner)], compressed: false)
    }

    @Test(arguments: [true, false])
    func `thousands of flipped bits, and each one is found`(isCompressed: Bool) throws {
        let archive = try Self.backup(isCompressed: isCompressed)
        #expect(try verify(archive).problems == [])
        var random = SeededRandom(seed: isCompressed ? 21 : 22)
        for _ in 0..<1_000 {
            let bit = Int.random(in: 0..<archive.count * 8, using: &random)
            var flipped = archive
            flipped[bit / 8] ^= 1 << (bit % 8)
            let report = try verify(flipped)
            #expect(!report.isGood, "bit \(bit % 8) of byte \(bit / 8)")
        }
    }

    @Test func `every bit of the manifest counts`() throws {
        let archive = try Self.backup(isCompressed: true)
        let index = try BackupIndex(of: MemoryBackup(archive))
        let member = try #require(index.members.last)
        #expect(index.manifest.checksum == .intact && index.manifest.recordedMembers?.count == 1)
        for byte in Int(member.contentOffset)..<Int(member.contentOffset + member.size) {
            for bit in 0..<8 {
                var flipped = archive
                flipped[byte] ^= 1 << bit
                #expect(try !verify(flipped, .header).isGood, "bit \(bit) of byte \(byte)")
            }
        }
    }

    @Test func `cut anywhere it is not good, and nothing crashes`() throws {
        let archive = try Self.backup(isCompressed: true)
        let index = try BackupIndex(of: MemoryBackup(archive))
        let member = try #require(index.members.last)
        let end = Int(member.contentOffset + (member.size + 511) / 512 * 512) + 1_024
        // Behind the end mark only padding is lost; that it was cut is told all the same.
        for count in Array(0..<end) + [end, end + 1, archive.count - 1] {
            let cut = Array(archive.prefix(count))
            #expect(try !verify(cut).isGood, "cut at \(count)")
            // As a download that breaks off without a word.
            guard count % 32 == 0 else { continue }
            #expect(
                try !BackupVerifier(MemoryBackup(cut, size: Int64(archive.count))).verify(.full).isGood,
                "cut at \(count)")
        }
        #expect(try verify(archive).isGood)
    }

    @Test func `members that were swapped, dropped or added are found`() throws {
        let (one, two) = (try gzip(configuration()), try gzip(configuration([("data/x", [1])])))
        let archive = try backupWithChecksums([("homeassistant.tar.gz", one)], compressed: true)
        let text = Array(
            archive[Int(try #require(BackupIndex(of: MemoryBackup(archive)).members.last).contentOffset)...].prefix {
                $0 != 0
            })
        for (members, code) in [
            ([("homeassistant.tar.gz", two)], "member_changed"), ([], "members_changed"),
            ([("homeassistant.tar.gz", one), ("x.bin", [1])], "members_changed"),
        ] {
            let report = try verify(tar(members + [("./backup.json", text)]))
            #expect(report.problems.first?.code == code && !report.isGood, "\(report.problems)")
        }
    }

    /// Home Assistant writes the manifest anew when it encrypts or decrypts a copy of a backup.
    private static func copied(_ archive: [UInt8], _ member: [UInt8], protected: Bool) throws -> [UInt8] {
        let index = try BackupIndex(of: MemoryBackup(archive))
        let text = archive[Int(try #require(index.members.last).contentOffset)...].prefix { $0 != 0 }
        let rewritten = String(decoding: text, as: UTF8.self)
            .replacing("\"protected\":\(!protected)", with: "\"protected\": \(protected)").replacing(
                ",\"", with: ", \"")
        return try tar([("homeassistant.tar.gz", member), ("./backup.json", Array(rewritten.utf8))])
    }

    @Test func `what Home Assistant encrypted or decrypted is as good as what we wrote`() throws {
        let inner = try gzip(configuration())
        let sealed = try seal(inner, password: "secret")
        let plain = try backupWithChecksums([("homeassistant.tar.gz", inner)], compressed: true)
        let encrypted = try backupWithChecksums([("homeassistant.tar.gz", sealed)], compressed: true, protected: true)
        let copies = try [
            Self.copied(plain, sealed, protected: true), Self.copied(encrypted, inner, protected: false),
            Self.copied(plain, inner, protected: false),
            // Decrypted, and encrypted again.
            Self.copied(encrypted, seal(inner, password: "secret"), protected: true),
        ]
        let secret = SecureTarSecret(password: "secret")
        for copy in copies {
            #expect(try BackupVerifier(MemoryBackup(copy), secret: secret).verify(.full).problems == [])
        }
        let other = try gzip(configuration([("data/x", [1])]))
        for copy in try [Self.copied(plain, other, protected: false), Self.copied(encrypted, other, protected: false)] {
            #expect(try verify(copy).problems.map(\.code) == ["member_changed"])
        }
    }

    @Test func `damage anywhere in an encrypted backup is found with and without our checksums`() throws {
        let inner = try gzip(configuration())
        let member = try seal(inner, password: "secret")
        let archive = try tar([("homeassistant.tar.gz", member), ("./backup.json", manifest(protected: true))])
        let secret = SecureTarSecret(password: "secret")
        var random = SeededRandom(seed: 23)
        for _ in 0..<300 {
            // Behind the keys: in front of them every try would derive a new one.
            let byte = 512 + Int.random(in: 136..<member.count, using: &random)
            var flipped = archive
            flipped[byte] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            #expect(try !BackupVerifier(MemoryBackup(flipped), secret: secret).verify(.full).isGood, "byte \(byte)")
        }
    }
}
