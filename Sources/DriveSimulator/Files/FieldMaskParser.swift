/// Recursive descent over `fields`: `list = item *("," item)`, `item = name ["/" item / "(" list ")"]`.
struct FieldMaskParser {
    private var rest: Substring
    private var depth = 0

    init(_ text: String) {
        rest = Substring(text.filter { !$0.isWhitespace })
    }

    /// The mask of the whole text; nil when it is not well formed.
    mutating func parse() -> FieldMask? {
        guard let mask = list(), rest.isEmpty else { return nil }
        return mask
    }

    private mutating func list() -> FieldMask? {
        guard var mask = item() else { return nil }
        while take(",") {
            guard let next = item() else { return nil }
            mask = mask.union(next)
        }
        return mask
    }

    private mutating func item() -> FieldMask? {
        depth += 1
        defer { depth -= 1 }
        let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "*" || $0 == "_" }
        guard !name.isEmpty, depth < 50 else { return nil }
        rest.removeFirst(name.count)
        guard let below = below() else { return nil }
        return .member(String(name), below)
    }

    private mutating func below() -> FieldMask? {
        if take("/") { return item() }
        guard take("(") else { return .all }
        guard let mask = list(), take(")") else { return nil }
        return mask
    }

    private mutating func take(_ character: Character) -> Bool {
        guard rest.first == character else { return false }
        rest.removeFirst()
        return true
    }
}
