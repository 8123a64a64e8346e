import Catalog
import Drive
import FoundationEssentials
import Testing

@Suite struct CatalogEntryTests {
    private let moment = Date(timeIntervalSince1970: 1_795_400_100)

    private func entry(_ notes: [String: String]?, _ change: (inout DriveFile) -> Void = { _ in }) -> CatalogEntry? {
        var file = DriveFile(id: "1x", name: "night.tar")
        file.mimeType = "application/x-tar"
        file.size = 700
        file.md5Checksum = "aa11"
        file.createdTime = "2026-11-23T02:20:00.000Z"
        file.appProperties = notes
        change(&file)
        return CatalogEntry(file)
    }

    private func own(_ notes: [String: String]) -> CatalogEntry? {
        entry(["drivepipe": "backup", "instance": "home"].merging(notes) { $1 })
    }

    @Test func `all notes are read`() {
        let entry = own([
            "slug": "0123abcd", "date": "2026-11-23T02:15:00.500000+00:00", "kind": "partial", "pinned": "1",
            "note": "why", "verified": "2026-11-23T02:21:00Z", "md5": "AA11", "series": "pipe:nightly",
        ])
        var expected = CatalogEntry(
            id: "1x", name: "night.tar", instance: "home", slug: "0123abcd", date: moment.addingTimeInterval(0.5),
            size: 700, kind: .partial, series: "pipe:nightly", isPinned: true, note: "why", trust: .verified,
            md5: "aa11")
        expected.sentMD5 = "AA11"
        #expect(entry == expected)
    }

    @Test(arguments: ["", "yesterday", "2026-13-45T99:00:00Z", "1790000000", "2026-11-23"])
    func `a date that is none is that of the file`(date: String) {
        #expect(own(["date": date])?.date == moment.addingTimeInterval(300))
    }

    @Test func `a date long after the file was made comes from a clock that was wrong`() {
        #expect(own(["date": "2031-01-01T00:00:00Z"])?.date == moment.addingTimeInterval(300))
        #expect(own(["date": "2026-11-24T02:00:00Z"])?.date == moment.addingTimeInterval(85_500))
        #expect(own(["date": "1970-01-01T00:00:00Z"])?.date == Date(timeIntervalSince1970: 0))
    }

    @Test func `without any date it is as old as can be, and without a size it has none`() {
        let entry = entry(["drivepipe": "backup", "instance": "home"]) {
            $0.createdTime = "soon"
            $0.size = nil
            $0.name = nil
        }
        #expect(entry?.date == Date(timeIntervalSince1970: 0))
        #expect(entry?.size == 0)
        #expect(entry?.name == "1x")
    }

    @Test(arguments: [
        (nil, nil, CatalogEntry.Trust.verified), ("no", nil, .unconfirmed), ("failed", nil, .damaged),
        ("2026-11-23T02:21:00Z", "aa11", .verified), ("2026-11-23T02:21:00Z", "bb22", .damaged),
        ("perhaps", nil, .unconfirmed), ("", nil, .unconfirmed), ("no", "bb22", .damaged), (nil, "bb22", .damaged),
        ("failed", "aa11", .damaged),
    ]) func `trust is what was noted, unless the bytes are others`(
        verified: String?, md5: String?, trust: CatalogEntry.Trust
    ) {
        var notes: [String: String] = [:]
        notes["verified"] = verified
        notes["md5"] = md5
        #expect(own(notes)?.trust == trust)
    }

    @Test func `what cannot be compared is not called damaged`() {
        let entry = entry(["drivepipe": "backup", "instance": "home", "md5": "bb22"]) { $0.md5Checksum = nil }
        #expect(entry?.trust == .verified)
    }

    @Test func `only our mark makes it a backup of an instance`() {
        #expect(entry(nil)?.instance == nil)
        #expect(entry(["instance": "home"])?.instance == nil)
        #expect(entry(["drivepipe": "folder", "instance": "home", "pinned": "1"])?.instance == nil)
        #expect(entry(["drivepipe": "backup"])?.instance == nil)
    }

    @Test func `folders and what lies in the trash are no backups`() {
        #expect(entry(nil) { $0.mimeType = DriveFile.folderType } == nil)
        #expect(entry(["drivepipe": "backup", "instance": "home"]) { $0.trashed = true } == nil)
    }

    @Test(arguments: [("1", true), ("true", true), ("", true), ("0", false)])
    func `in doubt it is pinned`(value: String, isPinned: Bool) {
        #expect(own(["pinned": value])?.isPinned == isPinned)
    }
}
