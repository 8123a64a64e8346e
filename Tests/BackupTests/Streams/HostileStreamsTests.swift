import Archive
import Backup
import JSON
import Pipe
import TestSupport
import Testing

/// Backups whose manifest says about a stream what is not so.
@Suite struct HostileStreamsTests {
    /// Made once: it is never changed, only others are made of it.
    private static let made = Result { try StreamedBackup(BytesSource(StreamedBackup.content(2_100_000))) }
    let backup: StreamedBackup

    init() throws {
        backup = try Self.made.get()
    }

    /// How the pieces may be other than they were.
    enum Disorder: CaseIterable {
        case missingFirst, missingLast, swapped, doubled, one, empty, short
    }

    @Test(arguments: Disorder.allCases)
    func `pieces that are missing, twice there or in other places make no file`(disorder: Disorder) throws {
        let archive = try backup.changed(members: { members in
            switch disorder {
            case .missingFirst: members.remove(at: 0)
            case .missingLast: members.remove(at: 2)
            case .swapped: members.swapAt(0, 1)
            case .doubled: members.insert(members[1], at: 3)
            case .one: members.append(("pipe/nightly.0004", [1]))
            case .empty: members[1].content = []
            case .short: members[2].content.removeLast()
            }
        })
        try requireRefused(archive)
    }

    @Test func `the contents of two pieces that are changed for each other make no file`() throws {
        let archive = try backup.changed(members: { members in
            let first = members[0].content
            members[0].content = members[1].content
            members[1].content = first
        })
        try requireRefused(archive)
    }

    @Test(
        arguments: [
            ["pieces": 2], ["pieces": 4], ["pieces": 0], ["pieces": -1], ["pieces": .integer(.max)], ["pieces": "3"],
            ["size": 2_099_999], ["size": 2_100_001], ["size": -1], ["size": .integer(.max)], ["size": .integer(.min)],
            ["size": 0], ["sha256": ""], ["sha256": 7], ["name": "other"], ["name": ""],
            ["name": .null],
        ] as [[String: JSON]])
    func `what the manifest says has to be so to the byte`(facts: [String: JSON]) throws {
        try requireRefused(try told(facts))
    }

    @Test(
        arguments: [
            ["extension": "../../evil"], ["extension": "/etc/passwd"], ["extension": "a/b"], ["name": "../canary"],
            ["name": "/canary/x"], ["name": "a/../../canary"], ["extension": "\u{0}"],
            ["extension": .string(String(repeating: "x", count: 300))],
        ] as [[String: JSON]])
    func `a name that leads out of its folder is refused, and the rest is restored`(facts: [String: JSON]) throws {
        let target = try RestoreTarget()
        let summary = try BackupRestorer(MemoryBackup(try told(facts))).restore(into: target.path)
        #expect(summary.refused == 1)
        #expect(try target.content("homeassistant/.HA_VERSION") == "2026.11.0")
        #expect(try !target.names.contains { $0.hasPrefix("pipe/") })
        try target.requireCanary()
    }

    @Test func `a link in the place of the folder is not followed`() throws {
        let target = try RestoreTarget()
        try target.extract([.link("pipe", to: target.canary)])
        let summary = try BackupRestorer(MemoryBackup(backup.archive)).restore(into: target.path)
        #expect(summary.refused == 1)
        try target.requireCanary()
    }

    @Test(
        arguments: [
            .null, "text", 7, [], [7], [.null], [[:]], .array(Array(repeating: ["name": "nightly"], count: 5_000)),
        ] as [JSON])
    func `a list of streams that is none crashes nothing`(list: JSON) throws {
        let archive = try backup.changed(manifest: { $0["drivepipe.streams"] = list })
        for depth in [VerificationReport.Depth.header, .full] {
            _ = try BackupVerifier(MemoryBackup(archive)).verify(depth)
        }
        let target = try RestoreTarget()
        _ = try? BackupRestorer(MemoryBackup(archive)).restore(into: target.path)
        #expect(try !target.names.contains { $0.hasPrefix("pipe/") })
        #expect(try target.content("homeassistant/.HA_VERSION") == "2026.11.0")
    }

    /// The backup with other facts about its stream.
    private func told(_ facts: [String: JSON]) throws -> [UInt8] {
        try backup.changed(manifest: { manifest in
            let stream = manifest["drivepipe.streams"]?.array?.first?.object ?? [:]
            manifest["drivepipe.streams"] = [.object(stream.merging(facts) { _, new in new })]
        })
    }

    private func requireRefused(_ archive: [UInt8]) throws {
        #expect(try !BackupVerifier(MemoryBackup(archive)).verify(.full).isGood)
        let target = try RestoreTarget()
        #expect(throws: RestoreError.self) { try BackupRestorer(MemoryBackup(archive)).restore(into: target.path) }
        #expect(try target.content("homeassistant/.HA_VERSION") == "2026.11.0")
        #expect(try !target.names.contains { $0.hasPrefix("pipe/") })
        try target.requireCanary()
    }
}
