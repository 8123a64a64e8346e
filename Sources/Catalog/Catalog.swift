/// The backups in a destination, seen by one instance: its own, newest first, and what others left there.
package struct Catalog: Sendable, Equatable {
    /// The name of this instance.
    package let instance: String
    /// Newest first; of the same moment by id, so that no order of a listing shows through.
    package let own: [CatalogEntry]
    /// What is there and not ours: shown, counted, and left alone.
    package let foreign: [CatalogEntry]

    package init(_ entries: [CatalogEntry], instance: String) {
        self.instance = instance
        // A file that moves while a listing is paged comes twice; it must not get two verdicts.
        var seen: Set<String> = []
        let sorted = entries.sorted { ($0.date, $0.id) > ($1.date, $1.id) }.filter { seen.insert($0.id).inserted }
        own = sorted.filter { $0.instance == instance }
        foreign = sorted.filter { $0.instance != instance }
    }

    /// The backup of Home Assistant that must never go.
    package var newestGood: CatalogEntry? { newestGood(of: nil) }

    /// What must never go of one series.
    /// - Parameter series: nil for Home Assistant's.
    package func newestGood(of series: String?) -> CatalogEntry? {
        own.first { $0.series == series && $0.trust == .verified }
    }

    /// Our own backups of Home Assistant, newest first: what else was stored says nothing of how well the house is kept.
    package var house: [CatalogEntry] { own.filter { $0.series == nil } }

    /// Bytes of our own backups.
    package var totalSize: Int64 { own.totalSize }
}
