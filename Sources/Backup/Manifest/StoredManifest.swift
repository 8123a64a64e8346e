import Archive
import JSON

/// `backup.json` of a backup that is read, whoever wrote it: what is missing or of another type counts as not said, with
/// the defaults of Home Assistant's own readers.
package struct StoredManifest: Sendable, Equatable {
    /// The most bytes that are read of one. Home Assistant's own have hundreds, with many apps some thousands.
    package static let sizeLimit: Int64 = 4 << 20

    /// The most commas, colons and brackets: each value of a text made for it takes hundreds of bytes once parsed.
    private static let structureLimit = 50_000

    /// The most streams that are taken; ours have one.
    private static let streamLimit = 100

    package var slug: String?
    package var name: String?
    /// As written, ISO 8601 as a rule.
    package var date: String?
    package var isCompressed: Bool
    /// Whether the members are encrypted.
    package var isProtected: Bool
    package var hasHomeAssistant: Bool
    /// As in the manifest: `addons/local`, not `addons_local`.
    package var folders: [String]
    /// The apps; what is not said of one is empty.
    package var apps: [ManifestApp]
    package var repositories: [String]
    package var supervisorVersion: String?
    /// Whether the text is as we wrote it, if it was us.
    package var checksum: ManifestChecksum.State
    /// The members with their digests, in the archive's order, if we wrote it.
    package var recordedMembers: [StoredMember]?
    /// What is in it in pieces. Of two of one name the first counts: a piece belongs to one alone.
    package var streams: [StoredStream]

    /// - Parameter text: UTF-8 JSON.
    /// - Throws: `BackupDamage.badManifest` when it is no JSON object.
    package init(parsing text: [UInt8]) throws(BackupDamage) {
        let structure = text.count { $0 == 0x2c || $0 == 0x3a || $0 == 0x5b || $0 == 0x7b }
        guard structure <= Self.structureLimit else { throw .badManifest(reason: "it holds far too much") }
        guard let json = try? JSON(parsing: text), json.object != nil else {
            throw .badManifest(reason: "it is not a JSON object")
        }
        self.init(json, checksum: ManifestChecksum.state(of: text, meaning: json))
    }

    private init(_ json: JSON, checksum: ManifestChecksum.State) {
        self.checksum = checksum
        recordedMembers = ManifestChecksum.members(of: json)
        let told = json[Manifest.CodingKeys.streams.rawValue]?.array ?? []
        streams = Array(told.prefix(Self.streamLimit)).map(StoredStream.init).firstOfEachName
        let core = json["homeassistant"]
        slug = json["slug"]?.shortText
        name = json["name"]?.shortText
        date = json["date"]?.shortText
        isCompressed = json["compressed"]?.bool ?? true
        // Early versions wrote a word there.
        isProtected = json["protected"]?.bool ?? (json["protected"]?.string != nil)
        hasHomeAssistant = core?.object != nil || core?.string != nil
        folders = json["folders"]?.array?.compactMap(\.shortText) ?? []
        apps = json["addons"]?.array?.compactMap(ManifestApp.init) ?? []
        repositories = json["repositories"]?.array?.compactMap(\.shortText) ?? []
        supervisorVersion = json["supervisor_version"]?.shortText
    }

    /// The slugs of the apps.
    package var addons: [String] { apps.map(\.slug) }

    /// The slug that follows from date and name; another one tells of another way to make it, or of a change.
    package var expectedSlug: String? {
        guard let name, let date else { return nil }
        return Manifest.slug(name: name, date: date)
    }
}

extension ManifestApp {
    /// Nil for what has no slug.
    fileprivate init?(_ json: JSON) {
        guard let slug = json["slug"]?.shortText else { return nil }
        self.init(
            slug: slug, name: json["name"]?.shortText ?? "", version: json["version"]?.shortText ?? "",
            size: json["size"]?.megabytes ?? 0)
    }
}

extension [StoredStream] {
    fileprivate var firstOfEachName: [StoredStream] {
        var names: Set<String> = []
        return filter { names.insert($0.name).inserted }
    }
}

extension JSON {
    fileprivate var megabytes: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    /// Text as people and programs put it there; one of megabytes, that all who tell of it would carry on, is none.
    fileprivate var shortText: String? { string.flatMap { $0.utf8.count <= 1_024 ? $0 : nil } }
}
