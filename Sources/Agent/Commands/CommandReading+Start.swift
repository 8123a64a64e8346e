import Backup
import JSON

// What a `start` may say.
extension CommandReading {
    mutating func startOptions() throws(Reply) -> StartOptions {
        var options = StartOptions(trigger: trigger)
        options.name =
            try take("name", "text that is not empty") { $0.string.flatMap { $0.isEmpty ? nil : $0 } } ?? text
        options.exclude = try take("exclude", Self.listOfPatterns, as: patterns) ?? []
        options.include = try take("include", Self.listOfPatterns, as: patterns) ?? []
        options.folders = try folders()
        options.origin = try backupOrigin()
        options.isPinned = try flag("pin")
        options.verifies = try flag("verify")
        options.waits = try flag("queue")
        options.maxAge = try take("max_age_s", "a whole number of seconds") {
            $0.spelledInteger.flatMap { $0 < 0 ? nil : $0 }
        }
        if options.origin?.series != nil { try requireNothingOfTheHouse(options) }
        if options.origin?.isPackedBySupervisor ?? scope.isClassic { try requireEverything(options) }
        return options
    }

    /// What the Supervisor packs has what it puts into it: somebody would think that something is left out of it.
    private func requireEverything(_ options: StartOptions) throws(Reply) {
        guard options.choosesFolders else { return }
        throw refusal(
            .invalidPayload,
            "kind, folders, exclude and include say nothing to a backup that the Supervisor makes. Leave them out, or "
                + "take another source.")
    }

    /// What comes through a pipe comes as it is, and how old the last backup of the house is says nothing of it.
    private func requireNothingOfTheHouse(_ options: StartOptions) throws(Reply) {
        guard options.choosesFolders || options.maxAge != nil else { return }
        throw refusal(
            .invalidPayload,
            "kind, folders, exclude, include and max_age_s say nothing to what comes through a pipe. Leave them out.")
    }

    private static let listOfPatterns = "a list of patterns such as [\"www/cache/*\"]"

    /// Of a partial backup; nil for a full one.
    private mutating func folders() throws(Reply) -> [BackupFolder]? {
        let kinds = ["full", "partial"]
        let kind = try take("kind", "full or partial") { $0.string.flatMap { kinds.contains($0) ? $0 : nil } } ?? "full"
        let names = try take("folders", "a list such as [\"share\", \"ssl\"]", as: patterns) ?? []
        guard kind == "partial" else {
            if names.isEmpty { return nil }
            throw refusal(.invalidPayload, "A full backup has all folders. Add \"kind\": \"partial\" to choose some.")
        }
        var folders: [BackupFolder] = []
        for name in names { folders.append(try folder(name)) }
        return folders
    }

    private func folder(_ name: String) throws(Reply) -> BackupFolder {
        guard let folder = BackupFolder(rawValue: name) else {
            let known = BackupFolder.allCases.map(\.rawValue).joined(separator: ", ")
            throw refusal(.invalidPayload, "There is no folder \(name.cut(toBytes: 64)). Take some of \(known).")
        }
        if scope.folders.contains(folder) { return folder }
        throw refusal(.invalidPayload, "The folder \(name) is not backed up here: source.folders.\(name) is empty.")
    }

    /// One that is no text refuses them all: a backup must not hold what somebody thinks is excluded.
    private func patterns(_ value: JSON) -> [String]? {
        guard let values = value.array else { return nil }
        let patterns = values.compactMap(\.string)
        return patterns.count == values.count ? patterns : nil
    }
}
