/// What extended headers say about the members behind them: pax records and GNU's long names.
struct TarAttributes {
    var path: [UInt8]?
    var linkPath: [UInt8]?
    private(set) var size: Int64?
    private(set) var modified: Timestamp?
    private(set) var owner: Int64?
    private(set) var group: Int64?
    private(set) var isSparse = false

    /// These, and the others where these say nothing.
    func over(_ others: TarAttributes) -> TarAttributes {
        var all = self
        all.path = path ?? others.path
        all.linkPath = linkPath ?? others.linkPath
        all.size = size ?? others.size
        all.modified = modified ?? others.modified
        all.owner = owner ?? others.owner
        all.group = group ?? others.group
        all.isSparse = isSparse || others.isSparse
        return all
    }

    /// Takes pax records: `length key=value\n`, one after another, zeros behind them.
    /// - Parameter offset: of their header, for the error.
    mutating func add(records: [UInt8], at offset: Int64) throws(ArchiveDamage) {
        var rest = records[...]
        while let first = rest.first, first != 0 {
            guard let record = PAXRecord(in: rest) else {
                throw .badHeader(offset: offset, reason: "its extended records are damaged")
            }
            guard set(record) else {
                throw .badHeader(offset: offset, reason: "its extended record \(record.key) makes no sense")
            }
            rest = rest.dropFirst(record.length)
        }
        guard rest.allSatisfy({ $0 == 0 }) else {
            throw .badHeader(offset: offset, reason: "its extended records are damaged")
        }
    }

    /// - Returns: false when the value is none for its key. Keys that matter to nobody here are passed over.
    private mutating func set(_ record: PAXRecord) -> Bool {
        if record.key.hasPrefix("GNU.sparse.") { isSparse = true }
        // An empty value takes back what was said before.
        let value = record.value.isEmpty ? nil : record
        switch record.key {
        case "path": path = value?.value
        case "linkpath": linkPath = value?.value
        case "size": return Self.take(value, into: &size) { $0.integer }
        case "uid": return Self.take(value, into: &owner) { $0.integer }
        case "gid": return Self.take(value, into: &group) { $0.integer }
        case "mtime": return Self.take(value, into: &modified) { $0.timestamp }
        default: break
        }
        return true
    }

    private static func take<Value>(
        _ record: PAXRecord?, into place: inout Value?, _ parse: (PAXRecord) -> Value?
    ) -> Bool {
        place = record.flatMap(parse)
        return record == nil || place != nil
    }
}
