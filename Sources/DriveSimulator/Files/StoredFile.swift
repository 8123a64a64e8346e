import HTTPServing

/// One file or folder in the simulated Drive.
package struct StoredFile: Sendable, Equatable {
    package static let folderType = "application/vnd.google-apps.folder"

    package let id: String
    package internal(set) var name = "Untitled"
    package internal(set) var mimeType = "application/octet-stream"
    package internal(set) var description: String?
    package internal(set) var parents: [String] = []
    package internal(set) var appProperties: [String: String] = [:]
    package internal(set) var properties: [String: String] = [:]
    package internal(set) var trashed = false
    package internal(set) var starred = false
    package internal(set) var createdTime: Timestamp
    package internal(set) var modifiedTime: Timestamp
    package internal(set) var headRevisionID: String?
    /// Of the shared drive that it lies on; nil: My Drive.
    package internal(set) var driveID: String?
    /// Nil for folders.
    package internal(set) var content: StoredContent?

    init(id: String, now: Timestamp) {
        self.id = id
        createdTime = now
        modifiedTime = now
    }

    package var isFolder: Bool { mimeType == Self.folderType }

    /// Bytes; 0 for folders.
    package var size: Int64 { content?.size ?? 0 }

    /// Lower-case hexadecimal; nil for folders.
    package var md5: String? { content?.md5 }

    /// Lower-case hexadecimal; nil for folders and unless the configuration asks for it.
    package var sha256: String? { content?.sha256 }

    /// Takes over what a client wrote, except for id and parents.
    mutating func apply(_ metadata: FileMetadata, now: Timestamp) throws(Refusal) {
        name = metadata.name ?? name
        mimeType = metadata.mimeType ?? mimeType
        description = metadata.description ?? description
        trashed = metadata.trashed ?? trashed
        starred = metadata.starred ?? starred
        createdTime = metadata.createdTime ?? createdTime
        modifiedTime = metadata.modifiedTime ?? now
        Self.merge(metadata.appProperties, into: &appProperties)
        Self.merge(metadata.properties, into: &properties)
        guard appProperties.count <= 30, appProperties.count + properties.count <= 100 else {
            throw .tooManyProperties
        }
    }

    private static func merge(_ changes: [String: String?], into properties: inout [String: String]) {
        for (key, value) in changes { properties[key] = value }
    }
}
