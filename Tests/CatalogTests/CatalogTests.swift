import Catalog
import FoundationEssentials
import Testing

@Suite struct CatalogTests {
    private func entry(_ id: String, _ seconds: Double, instance: String? = "home") -> CatalogEntry {
        CatalogEntry(
            id: id, name: id, instance: instance, date: Date(timeIntervalSince1970: seconds), size: 10)
    }

    @Test func `our own come newest first, and what is not ours stands apart`() {
        let catalog = Catalog(
            [
                entry("a", 1), entry("b", 3), entry("x", 9, instance: nil), entry("c", 2),
                entry("y", 8, instance: "other"),
            ],
            instance: "home")
        #expect(catalog.own.map(\.id) == ["b", "c", "a"])
        #expect(catalog.foreign.map(\.id) == ["x", "y"])
        #expect(catalog.totalSize == 30)
    }

    @Test func `sizes that nobody has add up to the most there is`() {
        let entries = ["a", "b"].map {
            CatalogEntry(id: $0, name: $0, instance: "home", date: Date(timeIntervalSince1970: 0), size: .max)
        }
        #expect(Catalog(entries, instance: "home").totalSize == .max)
    }

    @Test func `the newest good one may not be the newest`() {
        var broken = entry("b", 3)
        broken.trust = .damaged
        let catalog = Catalog([entry("a", 1), broken, entry("c", 2)], instance: "home")
        #expect(catalog.newestGood?.id == "c")
    }
}
