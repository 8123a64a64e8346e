import Archive
import Backup
import Pipe
import TestSupport
import Testing

@Suite struct EncryptedBackupTests {
    let config: SourceFolder

    init() throws {
        config = try SourceFolder()
        try config.file(".HA_VERSION", Array("2026.11.0".utf8))
        let content = (0..<2_400_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 5 &+ $0 / 251) }
        try config.file("big.bin", content)
    }

    @Test(arguments: [true, false])
    func `every member is sealed, the manifest stays plain and says so`(isCompressed: Bool) throws {
        let (share, empty) = try (SourceFolder(), SourceFolder())
        try share.file("note.txt", [1])
        let backup = try Written(
            config, folders: [.share: share.path, .ssl: empty.path], isCompressed: isCompressed, password: "key",
            lookAhead: 100_000)
        #expect(backup.manifest.protected)
        for member in try backup.members().dropLast() { #expect(SecureTar.isSealed(member.content)) }
        let ending = isCompressed ? ".tar.gz" : ".tar"
        for (name, source, top) in [("homeassistant", config, "/data"), ("share", share, ""), ("ssl", empty, "")] {
            let copy = try SourceFolder()
            try checked("/bin/tar", ["-xpf", "-", "-C", copy.path], input: backup.open(name + ending, "key"))
            #expect(try described(source.path) == described(copy.path + top))
        }
    }

    @Test func `a member that was superseded is a whole stream of its own`() throws {
        let backup = try Written(
            config, password: "key", lookAhead: 10_000,
            estimator: { tree, _, _ in
                SizeEstimate(strata: [.init(range: 0..<tree.tarSize, ratio: 0.001, variance: 0)])
            })
        let members = try backup.members()
        #expect(members.map(\.name) == ["homeassistant.tar.gz", "homeassistant.tar.gz", "./backup.json"])
        for member in members.dropLast() {
            // To its last byte, with every tag and checksum right.
            let content = try MemberContent(
                BytesSource(member.content), size: Int64(member.content.count),
                secret: SecureTarSecret(password: "key"))
            #expect(try content.tar.bytes(10_000_000).count > 0)
        }
    }

    @Test func `two members of one backup share no key stream`() throws {
        let share = try SourceFolder()
        let backup = try Written(config, folders: [.share: share.path], isCompressed: false, password: "key")
        let members = try backup.members()
        // The salts of the root key and of its validation are the backup's; all from the stream's salt on is the member's.
        #expect(members[0].content[32..<96] == members[1].content[32..<96])
        #expect(members[0].content[96..<136] != members[1].content[96..<136])
    }

    @Test func `the manifest tells size and checksum of every member as it is stored`() throws {
        let backup = try Written(config, password: "key")
        for (told, member) in zip(backup.manifest.members, try backup.members()) {
            #expect(told.name == member.name)
            #expect(told.size == Int64(member.content.count))
            let sum = try Program.run("/usr/bin/sha256sum", [], input: member.content).output.prefix(64)
            #expect(told.sha256 == String(decoding: sum, as: UTF8.self))
        }
        #expect(backup.manifest.members.count == 1)
    }
}

extension Written {
    /// The outer archive's members, in their order.
    func members() throws -> [(name: String, content: [UInt8])] {
        let reader = TarReader(BytesSource(archive))
        var members: [(String, [UInt8])] = []
        while let member = try reader.next() {
            members.append((String(decoding: member.path, as: UTF8.self), try reader.bytes(Int(member.size))))
        }
        return members
    }

    /// The inner tar of a member.
    func open(_ name: String, _ password: String) throws -> [UInt8] {
        let stored = try members().last { $0.name == name }?.content ?? []
        let content = try MemberContent(
            BytesSource(stored), size: Int64(stored.count), secret: SecureTarSecret(password: password))
        return try content.tar.bytes(10_000_000)
    }
}
