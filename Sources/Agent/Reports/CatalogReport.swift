import Catalog
import FoundationEssentials
import JSON

/// The `catalog` topic: the backups in Drive, the newest of them one by one.
package enum CatalogReport {
    /// A list of more would be too long for the attributes of an entity.
    package static let longestList = 30

    package static func payload(_ catalog: Catalog) -> JSON {
        let own = catalog.own
        return [
            "v": 1, "count": .integer(Int64(own.count)), "pinned": .integer(Int64(own.count { $0.isPinned })),
            "foreign": .integer(Int64(catalog.foreign.count)), "total_bytes": .integer(catalog.totalSize),
            "oldest_at": JSON(own.last?.date.payloadText), "newest_at": JSON(own.first?.date.payloadText),
            "truncated": .bool(own.count > longestList), "backups": .array(own.prefix(longestList).map(\.line)),
        ]
    }
}

extension CatalogEntry {
    /// One backup of many, in short. The size in bytes.
    fileprivate var line: JSON {
        [
            "id": .string(id), "name": .string(String(name.prefix(100))), "at": .string(date.payloadText),
            "bytes": .integer(size), "pinned": .bool(isPinned), "verified": .bool(trust == .verified),
            "kind": .string(kind.rawValue),
        ]
    }
}
