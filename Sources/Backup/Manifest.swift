import Cryptography
import FoundationEssentials

/// `backup.json`: what Home Assistant reads of a backup before anything else.
///
/// Keys and types as Home Assistant Core 2026.11 (`backup/util.py: read_backup`) and the Supervisor's backup schema
/// require them. Our own facts stand below `extra`, which both keep as it is.
package struct Manifest: Codable, Equatable, Sendable {
    package struct HomeAssistant: Codable, Equatable, Sendable {
        package var version: String
        package var excludeDatabase: Bool
        /// MiB; the Supervisor writes 0 here too.
        package var size: Double

        enum CodingKeys: String, CodingKey {
            case version, size
            case excludeDatabase = "exclude_database"
        }
    }

    package struct Extra: Codable, Equatable, Sendable {
        package var producer: String
        package var producerVersion: String
        package var instance: String

        enum CodingKeys: String, CodingKey {
            case producer = "drivepipe.producer"
            case producerVersion = "drivepipe.version"
            case instance = "drivepipe.instance"
        }
    }

    package var version = 2
    package var slug: String
    package var name: String
    package var date: String
    /// Core knows only partial backups; a full restore by the Supervisor would expect the apps too.
    package var type = "partial"
    package var compressed: Bool
    package var protected = false
    package var homeassistant: HomeAssistant
    package var folders: [String]
    package var addons: [String] = []
    package var repositories: [String] = []
    package var extra: Extra

    /// - Parameters:
    ///   - date: when the backup began.
    ///   - folders: those that are in the backup.
    package init(
        name: String, date: Date, homeAssistantVersion: String, excludesDatabase: Bool, folders: [BackupFolder],
        compressed: Bool, instance: String, producerVersion: String
    ) {
        let date = Self.isoDate(date)
        self.slug = Self.slug(name: name, date: date)
        self.name = name
        self.date = date
        self.compressed = compressed
        homeassistant = HomeAssistant(version: homeAssistantVersion, excludeDatabase: excludesDatabase, size: 0)
        self.folders = folders.map(\.manifestName)
        extra = Extra(producer: "drivepipe", producerVersion: producerVersion, instance: instance)
    }

    /// Compact UTF-8 JSON.
    package func encoded() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(self))
    }

    /// Home Assistant's id of a backup: the first eight digits of a SHA-1 over date and name.
    package static func slug(name: String, date: String) -> String {
        String(Digest.hex(.sha1, of: "\(date) - \(name)".lowercased()).prefix(8))
    }

    /// UTC with microseconds, as Python's `isoformat()` writes it.
    package static func isoDate(_ date: Date) -> String {
        let seconds = date.timeIntervalSince1970.rounded(.down)
        let microseconds = Int((date.timeIntervalSince1970 - seconds) * 1e6)
        let digits = String(microseconds)
        let whole = Date(timeIntervalSince1970: seconds).formatted(.iso8601).dropLast()
        return "\(whole).\(String(repeating: "0", count: 6 - digits.count))\(digits)+00:00"
    }
}
