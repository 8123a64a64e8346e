import JSON

/// A backup that the Supervisor is asked to make (`SCHEMA_BACKUP_PARTIAL_V1` in its `api/backups.py`).
package struct NewSupervisorBackup: Sendable, Equatable {
    /// What goes into it.
    package enum Content: Sendable, Equatable {
        /// Everything.
        case full
        /// - Parameters:
        ///   - apps: slugs; nil for all.
        ///   - folders: of `share`, `addons/local`, `ssl`, `media`.
        case partial(apps: [String]?, folders: [String] = [], homeAssistant: Bool = false)
    }

    package var name: String
    package var content: Content
    /// Nil: not encrypted.
    package var password: String?
    package var isCompressed = true
    /// Noted in its `backup.json`; tells whose it is.
    package var extra: [String: JSON] = [:]
    /// True: without the recorder's database; nil: as Home Assistant is set.
    package var excludesDatabase: Bool?

    package init(name: String, content: Content) {
        self.name = name
        self.content = content
    }
}

extension NewSupervisorBackup {
    var path: String {
        if case .full = content { "/backups/new/full" } else { "/backups/new/partial" }
    }

    var body: JSON {
        var members: [String: JSON] = [
            "name": .string(name), "compressed": .bool(isCompressed), "background": true,
        ]
        if let password { members["password"] = .string(password) }
        if let excludesDatabase { members["homeassistant_exclude_database"] = .bool(excludesDatabase) }
        if !extra.isEmpty { members["extra"] = .object(extra) }
        if case .partial(let apps, let folders, let homeAssistant) = content {
            members["addons"] = apps.map { .array($0.map(JSON.string)) } ?? "ALL"
            members["folders"] = .array(folders.map(JSON.string))
            members["homeassistant"] = .bool(homeAssistant)
        }
        return .object(members)
    }
}
