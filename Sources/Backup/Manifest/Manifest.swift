import Archive
import Cryptography
import FoundationEssentials

/// `backup.json`: what Home Assistant reads of a backup before anything else.
///
/// Keys and types as Home Assistant Core 2026.11 (`backup/util.py: read_backup`) and the Supervisor's backup schema
/// require them. Our own facts stand below `extra`, where both keep them; what is only for checking stands beside, under keys
/// that both pass over, since Core hands `extra` on to every place that it copies a backup to.
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
    /// Whether the members are encrypted.
    package var protected: Bool
    package var homeassistant: HomeAssistant
    package var folders: [String]
    package var addons: [ManifestApp] = []
    /// Addresses of the stores that the apps came from.
    package var repositories: [String] = []
    /// Of the Supervisor that packed the apps; nil where none took part.
    package var supervisorVersion: String?
    package var extra: Extra
    /// The members as they are stored, in their order, superseded ones included.
    package var members: [StoredMember]
    /// What other programs have added, in pieces; nil where none has.
    package var streams: [StoredStream]?
    /// Of this very text with 64 zeros in this place. With it and with the members' checksums a bit that fell over is found
    /// wherever it lies, also in a backup that is neither compressed nor encrypted.
    package var checksum = ManifestChecksum.placeholder

    enum CodingKeys: String, CodingKey {
        case version, slug, name, date, type, compressed, protected, homeassistant, folders, addons, repositories, extra
        case supervisorVersion = "supervisor_version"
        case members = "drivepipe.members"
        case streams = "drivepipe.streams"
        case checksum = "drivepipe.checksum"
    }

    /// - Parameters:
    ///   - date: when the backup began.
    ///   - folders: those that are in the backup.
    package init(
        name: String, date: Date, homeAssistantVersion: String, excludesDatabase: Bool, folders: [BackupFolder],
        compressed: Bool, protected: Bool, instance: String, producerVersion: String, members: [StoredMember]
    ) {
        let date = Self.isoDate(date)
        self.slug = Self.slug(name: name, date: date)
        self.name = name
        self.date = date
        self.compressed = compressed
        self.protected = protected
        homeassistant = HomeAssistant(version: homeAssistantVersion, excludeDatabase: excludesDatabase, size: 0)
        self.folders = folders.map(\.manifestName)
        extra = Extra(producer: "drivepipe", producerVersion: producerVersion, instance: instance)
        self.members = members
    }

    /// Compact UTF-8 JSON, with its checksum in its place.
    package func encoded() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let text = String(decoding: try encoder.encode(self), as: UTF8.self)
        return Array(ManifestChecksum.inserted(into: text).utf8)
    }

    /// Home Assistant's id of a backup: the first eight digits of a SHA-1 over date and name.
    package static func slug(name: String, date: String) -> String {
        String(Digest.hex(.sha1, of: "\(date) - \(name)".pythonLowercased).prefix(8))
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
