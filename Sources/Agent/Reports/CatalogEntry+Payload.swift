import Catalog
import FoundationEssentials
import JSON

extension CatalogEntry {
    /// What lists and topics say of a backup.
    package var payload: JSON {
        [
            "id": .string(id), "name": .string(name), "at": .string(date.payloadText), "bytes": .integer(size),
            "kind": .string(kind.rawValue), "series": JSON(series), "pinned": .bool(isPinned),
            "verified": .bool(trust == .verified),
            "state": .string(trust.word), "slug": JSON(slug), "note": JSON(note), "md5": JSON(md5),
            "instance": JSON(instance),
        ]
    }
}

extension CatalogEntry.Trust {
    /// Stable, for machines; people understand it too.
    package var word: String {
        switch self {
        case .verified: "verified"
        case .unconfirmed: "unconfirmed"
        case .damaged: "damaged"
        }
    }
}
