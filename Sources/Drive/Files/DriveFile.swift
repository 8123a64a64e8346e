import FoundationEssentials

/// A file or folder as Google Drive describes it; what was not asked for or is not there is nil.
package struct DriveFile: Codable, Equatable, Sendable {
    package var id: String
    package var name: String?
    package var mimeType: String?
    /// Bytes; Google sends it as text.
    package var size: Int64?
    package var md5Checksum: String?
    package var sha256Checksum: String?
    package var headRevisionId: String?
    package var parents: [String]?
    /// Our own notes, invisible to other applications.
    package var appProperties: [String: String]?
    package var description: String?
    /// RFC 3339, as Google sends it.
    package var createdTime: String?
    package var trashed: Bool?
    package var webViewLink: String?
    /// The shared drive that it lies on; nil: My Drive.
    package var driveId: String?

    /// The fields above in the form of the `fields` parameter.
    static let fields =
        "id,name,mimeType,size,md5Checksum,sha256Checksum,headRevisionId,parents,appProperties,description,"
        + "createdTime,trashed,webViewLink,driveId"

    package static let folderType = "application/vnd.google-apps.folder"

    package init(id: String, name: String? = nil) {
        self.id = id
        self.name = name
    }

    /// `createdTime` as a moment; nil when there is none or it is no RFC 3339.
    package var created: Date? { createdTime.flatMap(Date.init(rfc3339:)) }
}

extension DriveFile {
    private enum CodingKeys: String, CodingKey {
        case id, name, mimeType, size, md5Checksum, sha256Checksum, headRevisionId, parents, appProperties
        case description, createdTime, trashed, webViewLink, driveId
    }

    /// A field that makes no sense is one that is not there: one file must not cost the listing of all.
    /// - Throws: `DecodingError` without an id.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        id = try values.decode(String.self, forKey: .id)
        name = try? values.decode(String.self, forKey: .name)
        mimeType = try? values.decode(String.self, forKey: .mimeType)
        size = try? values.decode(ByteCount.self, forKey: .size).bytes
        md5Checksum = try? values.decode(String.self, forKey: .md5Checksum)
        sha256Checksum = try? values.decode(String.self, forKey: .sha256Checksum)
        headRevisionId = try? values.decode(String.self, forKey: .headRevisionId)
        parents = try? values.decode([String].self, forKey: .parents)
        appProperties = try? values.decode([String: String].self, forKey: .appProperties)
        description = try? values.decode(String.self, forKey: .description)
        createdTime = try? values.decode(String.self, forKey: .createdTime)
        trashed = try? values.decode(Bool.self, forKey: .trashed)
        webViewLink = try? values.decode(String.self, forKey: .webViewLink)
        driveId = try? values.decode(String.self, forKey: .driveId)
    }
}
