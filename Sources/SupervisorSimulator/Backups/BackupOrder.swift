import JSON

/// The body of `POST /backups/new/...`, checked as the Supervisor does (`SCHEMA_BACKUP_FULL`, `SCHEMA_BACKUP_PARTIAL_V1`).
struct BackupOrder: Sendable {
    static let folderNames = ["share", "addons/local", "ssl", "media"]

    let isFull: Bool
    var name = ""
    var password: String?
    var isCompressed = true
    var isBackground = false
    var extra: JSON = [:]
    var excludesDatabase = false
    var hasHomeAssistant = false
    var folders: [String] = []
    /// Nil for all.
    var apps: [String]? = []

    init(_ body: JSON, isFull: Bool) throws(Refusal) {
        self.isFull = isFull
        let partial: Set = ["addons", "folders", "homeassistant"]
        let known: Set = [
            "name", "filename", "password", "compressed", "location", "homeassistant_exclude_database", "background",
            "extra",
        ]
        guard let members = body == .null ? [:] : body.object else { throw Refusal("expected a dictionary") }
        for (key, value) in members.sorted(by: { $0.key < $1.key }) {
            guard known.contains(key) || !isFull && partial.contains(key) else {
                throw Refusal(
                    "extra keys not allowed @ data['\(key)']. Got \(String(decoding: value.text, as: UTF8.self))")
            }
            guard take(key, value) else { throw Refusal("not a valid value for dictionary value @ data['\(key)']") }
        }
        if isFull { (hasHomeAssistant, folders, apps) = (true, Self.folderNames, nil) }
    }

    /// False: the value is not of the kind that is wanted.
    private mutating func take(_ key: String, _ value: JSON) -> Bool {
        switch key {
        case "name": set(&name, value.string)
        case "password": value == .null || set(&password, value.string.map { $0.isEmpty ? nil : $0 })
        case "compressed": value == .null || set(&isCompressed, value.bool)
        case "background": set(&isBackground, value.bool)
        case "extra": set(&extra, value.object.map(JSON.object))
        case "homeassistant_exclude_database": set(&excludesDatabase, value.bool)
        case "homeassistant": set(&hasHomeAssistant, value.bool)
        case "addons": value == "ALL" ? set(&apps, .some(nil)) : set(&apps, Self.unique(value))
        case "folders": set(&folders, Self.unique(value, among: Self.folderNames))
        default: true
        }
    }

    private func set<Value>(_ target: inout Value, _ value: Value?) -> Bool {
        guard let value else { return false }
        target = value
        return true
    }

    private static func unique(_ value: JSON, among known: [String]? = nil) -> [String]? {
        guard let list = value.array else { return nil }
        let texts = list.compactMap(\.string)
        guard texts.count == list.count, Set(texts).count == list.count else { return nil }
        return known.map { known in texts.allSatisfy(known.contains) } ?? true ? texts : nil
    }
}
