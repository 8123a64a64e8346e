import HTTP

// Metadata of files. Every call is repeated while the trouble is transient.
extension DriveClient {
    /// How full the account is; without a limit where our folder is on a shared drive, which has none of the account's.
    /// - Parameter patience: seconds for which what is transient is sat out; nil for as long as with every request.
    package func storageQuota(patience: Double? = nil) throws(DriveError) -> StorageQuota {
        var policy = settings.requestBackoff
        if let patience { policy.patience = patience }
        let request = HTTPRequest("GET", address("about", [("fields", StorageQuota.fields)]))
        let response = try call(request, policy: policy)
        var quota = try decode(StorageQuota.self, from: response)
        if try isOnSharedDrive() { quota.limit = nil }
        return quota
    }

    /// Whose account it is.
    /// - Returns: an e-mail address, when Google tells it.
    package func account() throws(DriveError) -> String? {
        let response = try call(HTTPRequest("GET", address("about", [("fields", StorageQuota.fields)])))
        return try decode(StorageQuota.self, from: response).account
    }

    /// The parent itself may be invisible to us; as long as nothing of ours is in it, nothing is known of it.
    private func isOnSharedDrive() throws(DriveError) -> Bool {
        guard let parent = settings.parent else { return false }
        let folders = try list(.marked([Self.mark: "folder"], mimeType: DriveFile.folderType))
        guard let folder = folders.first(where: { $0.appProperties?[Self.parentKey] == parent }) else { return true }
        return folder.driveId != nil
    }

    /// An id for a file that does not exist yet.
    package func generateID() throws(DriveError) -> String {
        let fields = [("count", "1"), ("space", "drive"), ("fields", "ids")]
        let response = try call(HTTPRequest("GET", address("files/generateIds", fields)))
        guard let id = try decode(GeneratedIDs.self, from: response).ids.first, !id.isEmpty else {
            throw .unexpectedAnswer("Google Drive generated no file id.")
        }
        return id
    }

    private struct GeneratedIDs: Decodable {
        var ids: [String]
    }

    /// - Parameter policy: how patiently; nil for that of single requests.
    /// - Throws: `DriveError.notFound` when there is none, or none that this program may see.
    package func file(_ id: String, policy: Backoff.Policy? = nil) throws(DriveError) -> DriveFile {
        let url = address("files/\(percentEncoded(id))", [("fields", DriveFile.fields)])
        return try decode(DriveFile.self, from: try call(HTTPRequest("GET", url), policy: policy))
    }

    /// All files that match, newest first, over as many pages as it takes.
    /// - Parameter pageSize: files a request: so few that names and descriptions of absurd length fit into an answer.
    package func list(
        _ query: DriveQuery, orderBy: String = "createdTime desc", pageSize: Int = 250
    ) throws(DriveError) -> [DriveFile] {
        var files: [DriveFile] = []
        var pageToken: String?
        var seen: Set<String> = []
        repeat {
            let page = try page(
                pageToken,
                of: [("q", query.text), ("orderBy", orderBy), ("pageSize", String(pageSize)), ("spaces", "drive")])
            // What is missing from a list could be made a second time, or missed by those who count.
            if page.incompleteSearch == true {
                throw .unavailable(GoogleError(status: 200, message: "Not all shared drives could be searched"))
            }
            files += page.files?.compactMap(\.file) ?? []
            pageToken = page.nextPageToken.flatMap { $0.isEmpty ? nil : $0 }
            // A server that hands out the same page for ever must not keep us for ever.
            if let pageToken, !seen.insert(pageToken).inserted { break }
        } while pageToken != nil
        return files
    }

    private func page(_ token: String?, of listing: [(String, String)]) throws(DriveError) -> Page {
        var fields = listing + [("includeItemsFromAllDrives", "true")]
        // Without being asked for, the token of the next page does not come.
        fields.append(("fields", "nextPageToken,incompleteSearch,files(\(DriveFile.fields))"))
        // By itself a search sees those files of shared drives only that the account has opened before.
        if settings.parent != nil { fields.append(("corpora", "allDrives")) }
        if let token { fields.append(("pageToken", token)) }
        return try decode(Page.self, from: try call(HTTPRequest("GET", address("files", fields))))
    }

    private struct Page: Decodable {
        var files: [Listed]?
        var nextPageToken: String?
        var incompleteSearch: Bool?
    }

    /// An item of a listing; without an id it is no file, and no reason to do without the others.
    private struct Listed: Decodable {
        let file: DriveFile?

        init(from decoder: any Decoder) throws {
            file = try? DriveFile(from: decoder)
        }
    }

    /// Deletes for good, past the trash. A file that is not there counts as deleted.
    package func delete(_ id: String) throws(DriveError) {
        do {
            _ = try call(HTTPRequest("DELETE", address("files/\(percentEncoded(id))")))
        } catch .notFound {
            return
        }
    }

    /// Changes our own notes on a file; nil removes one.
    /// - Returns: the file as it is now.
    package func setAppProperties(_ properties: [String: String?], of id: String) throws(DriveError) -> DriveFile {
        let url = address("files/\(percentEncoded(id))", [("fields", DriveFile.fields)])
        let change = try request("PATCH", url, json: ["appProperties": properties])
        return try decode(DriveFile.self, from: try call(change))
    }
}
