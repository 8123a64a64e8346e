/// A parsed `q` of files.list, section "Search query terms" of the Drive guides.
indirect enum Predicate: Sendable, Equatable {
    case and(Predicate, Predicate)
    case or(Predicate, Predicate)
    case not(Predicate)
    case text(TextField, Comparison, String)
    case flag(Flag, equals: Bool)
    case time(TimeField, Comparison, Timestamp)
    case parent(String)
    case has(Properties, key: String, value: String)

    enum TextField: String, Sendable { case name, mimeType, fullText }
    enum Flag: String, Sendable { case trashed, starred }
    enum TimeField: String, Sendable { case createdTime, modifiedTime, viewedByMeTime }
    enum Properties: String, Sendable { case appProperties, properties }

    enum Comparison: String, Sendable {
        case equal = "="
        case unequal = "!="
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
        case contains
    }

    /// All ids that `in parents` asks for.
    var parents: [String] {
        switch self {
        case .and(let left, let right), .or(let left, let right): left.parents + right.parents
        case .not(let inner): inner.parents
        case .parent(let id): [id]
        default: []
        }
    }
}
