import JSON

/// A `fields` selection such as `nextPageToken,files(id,parents)`, `user/displayName` or `*` (partial responses).
struct FieldMask: Sendable, Equatable {
    /// Selected members; nil selects everything below.
    private(set) var members: [String: FieldMask]?

    static let all = FieldMask(members: nil)

    /// What Drive sends of a file when `fields` is absent.
    static let fileDefault = FieldMask(["kind", "id", "name", "mimeType"])

    /// What Drive sends of a listing when `fields` is absent.
    static let listDefault = FieldMask(members: [
        "kind": .all, "incompleteSearch": .all, "nextPageToken": .all, "files": .fileDefault,
    ])

    init(_ names: [String]) {
        members = Dictionary(names.map { ($0, .all) }) { first, _ in first }
    }

    private init(members: [String: FieldMask]?) {
        self.members = members
    }

    /// - Returns: nil when the selection is not well formed.
    init?(_ text: String) {
        var parser = FieldMaskParser(text)
        guard let mask = parser.parse() else { return nil }
        self = mask
    }

    /// Builds a mask of one selected member, everything for `*`.
    static func member(_ name: String, _ below: FieldMask) -> FieldMask {
        name == "*" ? .all : FieldMask(members: [name: below])
    }

    /// The selection that selects what either does.
    func union(_ other: FieldMask) -> FieldMask {
        guard let members, let others = other.members else { return .all }
        return FieldMask(members: members.merging(others) { $0.union($1) })
    }

    /// Only the selected members; lists are masked element by element.
    func apply(_ json: JSON) -> JSON {
        guard let members else { return json }
        switch json {
        case .array(let elements): return .array(elements.map(apply))
        case .object(let object):
            var selected: [String: JSON] = [:]
            for (name, mask) in members {
                if let value = object[name] { selected[name] = mask.apply(value) }
            }
            return .object(selected)
        default: return json
        }
    }

    func selects(_ name: String) -> Bool {
        members.map { $0[name] != nil } ?? true
    }

    subscript(name: String) -> FieldMask? { members?[name] }

    /// A selected member that is not one of `names`.
    func unknown(besides names: Set<String>) -> String? {
        members?.keys.sorted().first { !names.contains($0) }
    }
}
