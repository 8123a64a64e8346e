import Agent
import Catalog
import FoundationEssentials
import JSON
import Testing

@Suite struct CatalogReportTests {
    private func entry(_ number: Int, instance: String? = "home") -> CatalogEntry {
        CatalogEntry(
            id: "file\(number)", name: "Night \(number)", instance: instance,
            date: Date(timeIntervalSince1970: 1_767_225_600 + Double(number) * 86_400), size: 1_000)
    }

    @Test func `an empty Drive has every key`() {
        #expect(
            CatalogReport.payload(Catalog([], instance: "home")) == [
                "v": 1, "count": 0, "pinned": 0, "foreign": 0, "streams": 0, "total_bytes": 0, "oldest_at": nil,
                "newest_at": nil, "truncated": false, "backups": [],
            ])
    }

    @Test func `the newest come one by one, all of them are counted`() {
        var entries = (0..<40).map { entry($0) }
        entries[39].isPinned = true
        entries[38].trust = .unconfirmed
        let payload = CatalogReport.payload(Catalog(entries + [entry(99, instance: nil)], instance: "home"))
        #expect(payload["count"] == 40 && payload["total_bytes"] == 40_000)
        #expect(payload["pinned"] == 1 && payload["foreign"] == 1 && payload["truncated"] == true)
        let list = payload["backups"]?.array ?? []
        #expect(list.count == 30)
        #expect(
            list.first == [
                "id": "file39", "name": "Night 39", "at": "2026-02-09T00:00:00Z", "bytes": 1_000, "pinned": true,
                "verified": true, "kind": "full", "series": nil,
            ])
        #expect(list.dropFirst().first?["verified"] == false)
        #expect(payload["oldest_at"] == "2026-01-01T00:00:00Z")
    }

    @Test func `what came through a pipe is listed and counted, but is no newest backup`() {
        var dump = entry(9)
        (dump.kind, dump.series) = (.stream, "pipe:nightly")
        let payload = CatalogReport.payload(Catalog([entry(0), entry(1), dump], instance: "home"))
        #expect(payload["count"] == 3 && payload["streams"] == 1)
        #expect(payload["newest_at"] == "2026-01-02T00:00:00Z" && payload["oldest_at"] == "2026-01-01T00:00:00Z")
        let first = payload["backups"]?.array?.first
        #expect(first?["kind"] == "stream" && first?["series"] == "pipe:nightly")
    }

    @Test func `a message stays within what MQTT clients and the recorder take`() {
        var entries = (0..<40).map { entry($0) }
        for index in entries.indices { entries[index].name = String(repeating: "n", count: 300) }
        let payload = CatalogReport.payload(Catalog(entries, instance: "home"))
        #expect(payload.text.count < 8192)
        #expect(payload["backups"]?.array?.count == 30)
    }

    @Test func `letters of many bytes make it no longer`() {
        var entries = (0..<40).map { entry($0) }
        for index in entries.indices { entries[index].name = String(repeating: "👨‍👩‍👧‍👦", count: 200) }
        entries[39].name = "e" + String(repeating: "\u{301}", count: 20_000)
        let payload = CatalogReport.payload(Catalog(entries, instance: "home"))
        #expect(payload.text.count < 8192)
        #expect(payload["truncated"] == true)
        #expect((payload["backups"]?.array?.count ?? 0) >= 20)
    }
}
