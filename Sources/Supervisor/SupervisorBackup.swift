import JSON

/// A backup that the Supervisor has, as it tells of it: `GET /backups/info` and `GET /backups/{slug}/info`.
package struct SupervisorBackup: Sendable, Equatable {
    /// Eight hexadecimal digits, though a file that was put there may say something else.
    package var slug: String
    package var name: String
    /// ISO 8601, of its beginning.
    package var date: String
    package var isPartial: Bool
    /// Bytes of the file; nil when the Supervisor does not say, as old ones do not.
    package var size: Int64?
    package var isProtected: Bool
    package var isCompressed: Bool
    /// Whether Home Assistant itself is in it.
    package var hasHomeAssistant: Bool
    package var apps: [String]
    package var folders: [String]
    /// Where it lies: nil for the local disk, else the name of a network storage.
    package var locations: [String?]
    /// What its maker noted in it; only from `backup(_:)`.
    package var extra: [String: JSON]

    /// Whether a copy lies on the local disk.
    package var isLocal: Bool { locations.contains(nil) }
}

extension SupervisorBackup {
    /// Nil for what is no description of a backup.
    init?(_ json: JSON) {
        guard let slug = json["slug"]?.string, !slug.isEmpty, let date = json["date"]?.string else { return nil }
        self.slug = slug
        self.date = date
        name = json["name"]?.string ?? ""
        isPartial = json["type"]?.string != "full"
        size = json["size_bytes"]?.byteCount
        isProtected = json["protected"]?.bool ?? false
        isCompressed = json["compressed"]?.bool ?? true
        // The list tells of the content as a member of its own, the single one as members at the top.
        let content = json["content"] ?? json
        hasHomeAssistant = content["homeassistant"].map { $0.bool ?? ($0.string != nil) } ?? false
        apps = content["addons"]?.array?.compactMap { $0.string ?? $0["slug"]?.string } ?? []
        folders = content["folders"]?.strings ?? []
        locations = json["locations"]?.array?.map(\.string) ?? [json["location"]?.string]
        extra = json["extra"]?.object ?? [:]
    }
}
