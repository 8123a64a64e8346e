import JSON

// The members of a backup.
extension BackupRun {
    func storeHomeAssistant(_ archive: BackupArchive) throws {
        try step("home_assistant")
        try child("backup_store_homeassistant", of: job, about: slug) { _ in
            try archive.add("homeassistant") { tar in
                try tar.add(simulator.configuration.homeAssistant, as: "data", skips: isLeftOut)
            }
        }
    }

    func storeApps(_ archive: BackupArchive, _ manifest: inout BackupManifest) throws {
        let installed = simulator.configuration.apps
        // In the order that was asked for; what is not installed is passed over.
        let apps =
            order.apps.map { slugs in slugs.compactMap { slug in installed.first { $0.slug == slug } } } ?? installed
        guard !apps.isEmpty else { return }
        try step("addons")
        try child("backup_store_apps", of: job, about: slug) { parent in
            for app in apps {
                do {
                    try child("backup_app_save", of: parent, about: app.slug) { _ in try store(app, archive) }
                    manifest.apps.append(app)
                } catch {
                    note(error, in: parent)
                }
            }
        }
    }

    func storeFolders(_ archive: BackupArchive, _ manifest: inout BackupManifest) throws {
        guard !order.folders.isEmpty else { return }
        try step("folders")
        try child("backup_store_folders", of: job, about: slug) { parent in
            for name in order.folders {
                // A folder that is not there is left out, and nobody is told.
                guard let folder = simulator.configuration.folders[name] else { continue }
                try child("backup_folder_save", of: parent, about: name) { _ in
                    try pause()
                    try archive.add(name.replacing("/", with: "_")) { try $0.add(folder, as: ".") }
                }
                manifest.folders.append(name)
            }
        }
    }

    private func store(_ app: SimulatedApp, _ archive: BackupArchive) throws {
        try pause()
        if case .appFails(let slug, let message) = trouble, slug == app.slug { throw BackupFailure(message) }
        try archive.add(app.slug) { tar in
            try tar.add(nil, as: ".")
            try tar.add(Self.metadata(of: app).text, as: "./addon.json")
            try tar.add(app.data, as: "data")
            if let config = app.config { try tar.add(config, as: "config") }
        }
    }

    private static func metadata(of app: SimulatedApp) -> JSON {
        [
            "user": ["version": .string(app.version), "options": [:]],
            "system": ["name": .string(app.name), "slug": .string(app.slug), "version": .string(app.version)],
            "version": .string(app.version), "state": .string(app.state),
        ]
    }

    /// Of what Home Assistant's folder is saved without.
    private func isLeftOut(_ path: String) -> Bool {
        path.hasPrefix("backups/") && path.hasSuffix(".tar")
            || order.excludesDatabase && path.hasPrefix("home-assistant_v2.db")
    }
}
