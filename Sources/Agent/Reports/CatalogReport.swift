import Catalog
import FoundationEssentials
import JSON

/// The `catalog` topic: the backups at the destination, the newest of them one by one. `streams` counts those that are none
/// of Home Assistant's; `oldest_at` and `newest_at` leave them out.
package enum CatalogReport {
    /// A list of more would be too long for the attributes of an entity.
    package static let longestList = 30
    /// Bytes of that list, so that the message stays below 8 KiB.
    private static let longestText = 7_900

    package static func payload(_ catalog: Catalog) -> JSON {
        let (own, house) = (catalog.own, catalog.house)
        let list = list(own)
        return [
            "v": 1, "count": .integer(Int64(own.count)), "pinned": .integer(Int64(own.count { $0.isPinned })),
            "foreign": .integer(Int64(catalog.foreign.count)), "streams": .integer(Int64(own.count - house.count)),
            "total_bytes": .integer(catalog.totalSize),
            "oldest_at": JSON(house.last?.date.payloadText), "newest_at": JSON(house.first?.date.payloadText),
            "truncated": .bool(own.count > list.count), "backups": .array(list),
        ]
    }

    private static func list(_ entries: [CatalogEntry]) -> [JSON] {
        var left = longestText
        return entries.prefix(longestList).map(\.line).prefix { line in
            left -= line.text.count + 1
            return left >= 0
        }
    }
}

extension CatalogEntry {
    /// One backup of many, in short. The size in bytes.
    fileprivate var line: JSON {
        [
            "id": .string(id), "name": .string(name.cut(toBytes: 96)), "at": .string(date.payloadText),
            "bytes": .integer(size), "pinned": .bool(isPinned), "verified": .bool(trust == .verified),
            "kind": .string(kind.rawValue), "series": JSON(series),
        ]
    }
}
