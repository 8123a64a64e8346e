import Archive
import Backup
import TestSupport
import Testing

@Suite struct ManifestCheckTests {
    private let core: (String, [UInt8])

    init() throws {
        core = ("homeassistant.tar.gz", try gzip(configuration()))
    }

    private func codes(
        _ members: [(String, [UInt8])], _ text: [UInt8], _ depth: VerificationReport.Depth = .full
    ) throws -> [String] {
        try verify(tar(members + [("./backup.json", text)]), depth).problems.map { "\($0.member ?? "-") \($0.code)" }
    }

    @Test(arguments: [VerificationReport.Depth.header, .full])
    func `what the manifest names must be there, and nothing more`(depth: VerificationReport.Depth) throws {
        let others = ["addons_local", "core_ssh", "supervisor"].map { ("\($0).tar.gz", core.1) }
        let text = manifest(folders: "\"addons/local\"", addons: "{\"slug\":\"core_ssh\"}")
        #expect(try codes([core] + others, text, depth) == [])
        #expect(try codes(others, text, depth) == ["homeassistant member_missing"])
        #expect(try codes([core] + others.dropFirst(), text, depth) == ["addons_local member_missing"])
        #expect(
            try codes([core] + others, manifest(), depth) == [
                "addons_local.tar.gz member_unlisted", "core_ssh.tar.gz member_unlisted",
            ])
    }

    @Test func `flags and names that do not fit the content are damage`() throws {
        let plain = ("homeassistant.tar", try configuration())
        #expect(try codes([plain], manifest(compressed: false)) == [])
        #expect(
            try codes([plain], manifest()) == [
                "homeassistant.tar compression_mismatch", "homeassistant.tar name_mismatch",
            ])
        #expect(
            try codes([("homeassistant.tar", core.1)], manifest(compressed: false)) == [
                "homeassistant.tar compression_mismatch"
            ])
        #expect(try codes([core], manifest(protected: true)) == ["homeassistant.tar.gz protection_mismatch"])
        let sealed = ("homeassistant.tar.gz", try seal(core.1, password: "x"))
        #expect(try codes([sealed], manifest()) == ["homeassistant.tar.gz protection_mismatch"])
    }

    @Test func `names by which Home Assistant does not look are warned of`() throws {
        let dotted = ("./homeassistant.tar.gz", core.1)
        #expect(try codes([dotted], manifest()) == ["./homeassistant.tar.gz member_name"])
        let report = try verify(tar([core, ("backup.json", manifest())]))
        #expect(report.problems.map(\.code) == ["member_name"] && report.isGood)
    }

    @Test func `a slug of another making is a warning`() throws {
        let text = String(decoding: manifest(), as: UTF8.self).replacing("\"name\":\"Test\"", with: "\"name\":\"Tes\"")
        let report = try verify(tar([core, ("./backup.json", Array(text.utf8))]))
        #expect(report.problems.map(\.code) == ["slug_mismatch"] && report.isGood)
    }

    @Test func `without a manifest, or with a broken one, the members are read all the same`() throws {
        let report = try verify(tar([core]))
        #expect(report.problems.map(\.code) == ["manifest_missing"] && report.members.map(\.entries) == [1])
        #expect(try codes([core], Array("{".utf8)) == ["- manifest_damaged"])
        #expect(try codes([core], Array("{".utf8), .header) == ["- manifest_damaged"])
    }
}
