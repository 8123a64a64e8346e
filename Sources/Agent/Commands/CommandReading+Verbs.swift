import Backup
import JSON

// What each command may say.
extension CommandReading {
    mutating func command() throws(Reply) -> Command {
        try requireNoText()
        switch verb {
        case "start": return .start(try startOptions())
        case "verify": return try verification()
        case "prune": return .prune(try pruneOptions())
        case "fetch": return .fetch(try fetchOptions())
        case "cancel": return .cancel(jobID: try take("job_id", "text") { $0.string })
        default: return try smallCommand()
        }
    }

    /// One that no job is made of.
    private mutating func smallCommand() throws(Reply) -> Command {
        switch verb {
        case "pin": return .errand(.pin(try backup(), note: try take("note", "text") { $0.string }))
        case "unpin": return .errand(.unpin(try backup()))
        case "refresh": return .errand(.refresh)
        case "authorize": return .authorize(force: try flag("force"))
        case "deauthorize": return .deauthorize(force: try flag("force"))
        default: throw refusal(.unknownCommand, "This version has no command of that name.")
        }
    }

    /// Text means something to few commands only; with the others, whoever sends it wants something else than happens.
    private func requireNoText() throws(Reply) {
        guard text != nil, Self.verbsWithoutText.contains(verb) else { return }
        throw refusal(.invalidPayload, "A \(verb) takes no text; send PRESS, nothing, or an object.")
    }

    private static let verbsWithoutText = ["cancel", "prune", "refresh", "authorize", "deauthorize"]

    /// The backup that is meant; the newest if none is named.
    mutating func backup() throws(Reply) -> BackupTarget {
        let target = try take("target", "latest, or the id of a backup") {
            $0.string.flatMap { $0.isEmpty || $0.utf8.count > 128 ? nil : $0 }
        }
        return BackupTarget(stored: target ?? text ?? "latest")
    }

    private mutating func verification() throws(Reply) -> Command {
        let target = try backup()
        let depth = try take("depth", "full or header") { $0.string.flatMap(VerificationReport.Depth.init) }
        return .verify(target, depth ?? .full, trigger: trigger)
    }

    private mutating func fetchOptions() throws(Reply) -> FetchOptions {
        guard scope.canFetch else {
            throw refusal(.forbiddenPath, "No folder is allowed to be fetched to. Set fetch_dir in the configuration.")
        }
        let path = try take("to", "text") { $0.string } ?? ""
        guard let place = path.isEmpty ? FetchPlace() : FetchPlace(path) else {
            throw refusal(
                .forbiddenPath, "The value of to leads out of the allowed folder, or is hidden. Give a path below it.")
        }
        var options = FetchOptions(try backup(), to: place, trigger: trigger)
        options.isDryRun = try flag("dry_run")
        options.overwrites = try flag("overwrite")
        return options
    }

    private mutating func pruneOptions() throws(Reply) -> PruneOptions {
        var options = PruneOptions(trigger: trigger)
        options.isDryRun = try flag("dry_run")
        options.maxDeletes = try take("max_deletes", "a whole number from 0 to 9999", as: count)
        var keep = try take("keep", "an object such as {\"last\": 3, \"monthly\": 12}") { $0.object } ?? [:]
        for (name, rule) in Self.rules {
            guard let value = keep.removeValue(forKey: name), value != .null else { continue }
            guard let number = count(value) else {
                throw refusal(.invalidPayload, "keep.\(name) has to be a whole number from 0 to 9999.")
            }
            options[keyPath: rule] = number
        }
        // A rule that is not understood must not be taken for one that keeps nothing.
        if let unknown = keep.keys.min()?.cut(toBytes: 64) {
            let rules = Self.rules.map(\.0).joined(separator: ", ")
            throw refusal(.invalidPayload, "keep has no rule \(unknown). Its rules are \(rules).")
        }
        try requireNothingElse()
        return options
    }

    /// What deletes for good is not guessed: whoever misspells `dry_run` meant something else than the rest says.
    private func requireNothingElse() throws(Reply) {
        if let unknown = members.keys.filter({ $0 != "v" }).min() {
            throw refusal(
                .invalidPayload,
                "prune knows no \(unknown.cut(toBytes: 64)), only dry_run, keep and max_deletes. Nothing was deleted.")
        }
    }

    private static let rules: [(String, any WritableKeyPath<PruneOptions, Int?> & Sendable)] = [
        ("last", \.keepLast), ("daily", \.keepDaily), ("weekly", \.keepWeekly), ("monthly", \.keepMonthly),
        ("yearly", \.keepYearly),
    ]

    private func count(_ value: JSON) -> Int? {
        value.spelledInteger.flatMap { (0...9999).contains($0) ? Int($0) : nil }
    }
}
