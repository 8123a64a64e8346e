import FoundationEssentials
import JSON

/// `backup.json` (`SCHEMA_BACKUP` in the Supervisor's `backups/validate.py`).
struct BackupManifest {
    private let run: BackupRun
    /// What really is in it.
    var apps: [SimulatedApp] = []
    var folders: [String] = []

    init(_ run: BackupRun) {
        self.run = run
    }

    var json: JSON {
        let (order, configuration) = (run.order, run.simulator.configuration)
        let homeAssistant: JSON = [
            "version": .string(configuration.homeAssistantVersion),
            "exclude_database": .bool(order.excludesDatabase), "size": 0,
        ]
        return [
            "version": 2, "slug": .string(run.slug), "name": .string(order.name), "date": .string(run.date),
            "type": order.isFull ? "full" : "partial", "supervisor_version": .string(configuration.supervisorVersion),
            "compressed": .bool(order.isCompressed), "protected": .bool(order.password != nil),
            "homeassistant": order.hasHomeAssistant ? homeAssistant : .null,
            "folders": .array(folders.map(JSON.string)), "addons": .array(apps.map(Self.json)),
            "repositories": ["core", "local"], "extra": order.extra,
        ]
    }

    private static func json(_ app: SimulatedApp) -> JSON {
        ["slug": .string(app.slug), "name": .string(app.name), "version": .string(app.version), "size": 0]
    }

    /// As Python's `isoformat()` writes it.
    static func date(_ date: Date) -> String {
        let seconds = date.timeIntervalSince1970.rounded(.down)
        let digits = String(Int((date.timeIntervalSince1970 - seconds) * 1e6))
        let whole = Date(timeIntervalSince1970: seconds).formatted(.iso8601).dropLast()
        return "\(whole).\(String(repeating: "0", count: 6 - digits.count))\(digits)+00:00"
    }
}
