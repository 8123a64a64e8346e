import Catalog
import Drive
import Testing

@Suite struct BackupMarkTests {
    private var mark: BackupMark {
        BackupMark(instance: "home", slug: "0123abcd", date: "2026-11-23T02:15:00.000000+00:00", kind: .full)
    }

    @Test func `a new file is ours and not confirmed yet`() {
        #expect(
            mark.properties == [
                "drivepipe": "backup", "instance": "home", "slug": "0123abcd",
                "date": "2026-11-23T02:15:00.000000+00:00", "kind": "full", "verified": "no",
            ])
    }

    @Test func `a pin and its note come with it when they are asked for`() {
        var mark = mark
        mark.kind = .partial
        mark.isPinned = true
        mark.note = "before the update"
        mark.name = "Night"
        #expect(mark.properties["name"] == "Night")
        #expect(mark.properties["pinned"] == "1")
        #expect(mark.properties["note"] == "before the update")
        #expect(mark.properties["kind"] == "partial")
        mark.note = ""
        #expect(mark.properties["note"] == nil)
    }

    @Test(arguments: ["x", "ä", "€", "🏠", "👨‍👩‍👧‍👦"]) func `a long note is cut between characters, within Google's bytes`(
        character: String
    ) throws {
        var mark = mark
        mark.note = String(repeating: character, count: 200)
        let note = try #require(mark.properties["note"])
        #expect(!note.isEmpty && note.allSatisfy { String($0) == character })
        #expect((124 - character.utf8.count + 1...124).contains("note".utf8.count + note.utf8.count))
        #expect(mark.properties.count <= 30)
    }
}
