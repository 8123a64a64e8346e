import JSON

extension StoredFile {
    /// The whole File resource; 64-bit numbers are strings.
    var json: JSON {
        var members: [String: JSON] = [
            "kind": "drive#file", "id": .string(id), "name": .string(name), "mimeType": .string(mimeType),
            "parents": .array(parents.map(JSON.string)), "trashed": .bool(trashed), "explicitlyTrashed": .bool(trashed),
            "starred": .bool(starred), "createdTime": .string(createdTime.text),
            "modifiedTime": .string(modifiedTime.text), "viewedByMe": true, "ownedByMe": true, "shared": false,
            "spaces": ["drive"], "version": "1", "isAppAuthorized": true,
            "webViewLink": .string("https://drive.google.com/file/d/\(id)/view?usp=drivesdk"),
            "capabilities": capabilities,
        ]
        if let driveID { members["driveId"] = .string(driveID) }
        if let description { members["description"] = .string(description) }
        if !appProperties.isEmpty { members["appProperties"] = .object(appProperties.mapValues(JSON.string)) }
        if !properties.isEmpty { members["properties"] = .object(properties.mapValues(JSON.string)) }
        if let content { members.merge(binary(content)) { $1 } }
        return .object(members)
    }

    private var capabilities: JSON {
        [
            "canDelete": true, "canTrash": true, "canUntrash": true, "canEdit": true, "canRename": true,
            "canDownload": true, "canAddChildren": .bool(isFolder), "canListChildren": .bool(isFolder),
        ]
    }

    private func binary(_ content: StoredContent) -> [String: JSON] {
        var members: [String: JSON] = [
            "size": .string(String(content.size)), "quotaBytesUsed": .string(String(content.size)),
            "md5Checksum": .string(content.md5), "originalFilename": .string(name),
            "headRevisionId": headRevisionID.map(JSON.string) ?? .null,
        ]
        if let sha256 = content.sha256 { members["sha256Checksum"] = .string(sha256) }
        return members
    }

    /// Members of a File resource that `fields` may name (discovery document, schema File).
    static let fieldNames: Set<String> = [
        "appProperties", "capabilities", "contentHints", "contentRestrictions", "copyRequiresWriterPermission",
        "createdTime", "description", "driveId", "explicitlyTrashed", "exportLinks", "fileExtension",
        "folderColorRgb", "fullFileExtension", "hasAugmentedPermissions", "hasThumbnail", "headRevisionId", "iconLink",
        "id", "imageMediaMetadata", "inheritedPermissionsDisabled", "isAppAuthorized", "kind", "labelInfo",
        "lastModifyingUser", "linkShareMetadata", "md5Checksum", "mimeType", "modifiedByMe", "modifiedByMeTime",
        "modifiedTime", "name", "originalFilename", "ownedByMe", "owners", "parents", "permissionIds", "permissions",
        "properties", "quotaBytesUsed", "resourceKey", "sha1Checksum", "sha256Checksum", "shared", "sharedWithMeTime",
        "sharingUser", "shortcutDetails", "size", "spaces", "starred", "teamDriveId", "thumbnailLink",
        "thumbnailVersion", "trashed", "trashedTime", "trashingUser", "version", "videoMediaMetadata", "viewedByMe",
        "viewedByMeTime", "viewersCanCopyContent", "webContentLink", "webViewLink", "writersCanShare",
    ]
}
