import Archive
import Glibc
import JSON
import Pipe

/// A backup in the Supervisor's folder.
package struct StoredBackup: Sendable, Equatable {
    package let path: String
    package let size: Int64
    /// Its `backup.json`.
    package let manifest: JSON

    package var slug: String { manifest["slug"]?.string ?? "" }

    /// Reads what the file tells of itself; nil when it is no backup.
    init?(_ path: String) {
        guard let file = try? FileSource(path), let manifest = Self.manifest(in: TarReader(file)),
            manifest["slug"]?.string != nil, manifest["date"]?.string != nil
        else { return nil }
        self.path = path
        self.manifest = manifest
        size = file.size
    }

    private static func manifest(in archive: TarReader) -> JSON? {
        while let member = try? archive.next() {
            guard member.path == Array("./backup.json".utf8), member.size < 1 << 20 else { continue }
            return (try? archive.bytes(Int(member.size))).flatMap { try? JSON(parsing: $0) }
        }
        return nil
    }
}

// As the API tells of it.
extension StoredBackup {
    private var common: [String: JSON] {
        [
            "slug": .string(slug), "name": manifest["name"] ?? "", "date": manifest["date"] ?? "",
            "type": manifest["type"] ?? "partial", "size": .number((Double(size) / 1_048_576 * 100).rounded() / 100),
            "size_bytes": .integer(size), "location": .null, "locations": [.null], "protected": isProtected,
            "location_attributes": [".local": ["protected": isProtected, "size_bytes": .integer(size)]],
            "compressed": manifest["compressed"] ?? true,
        ]
    }

    private var isProtected: JSON { manifest["protected"] ?? false }
    private var apps: [JSON] { manifest["addons"]?.array ?? [] }
    private var homeAssistant: JSON { manifest["homeassistant"]?["version"] ?? .null }

    /// In a list.
    var listed: JSON {
        let content: JSON = [
            "homeassistant": .bool(homeAssistant != .null), "addons": .array(apps.compactMap { $0["slug"] }),
            "folders": manifest["folders"] ?? [],
        ]
        return .object(common.merging(["content": content]) { $1 })
    }

    /// Alone.
    var described: JSON {
        let own: [String: JSON] = [
            "supervisor_version": manifest["supervisor_version"] ?? "2022.08.3", "homeassistant": homeAssistant,
            "addons": .array(apps), "repositories": manifest["repositories"] ?? [],
            "folders": manifest["folders"] ?? [], "extra": manifest["extra"] ?? [:],
            "homeassistant_exclude_database": manifest["homeassistant"]?["exclude_database"] ?? .null,
        ]
        return .object(common.merging(own) { $1 })
    }
}
