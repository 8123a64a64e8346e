// Metadata of files. Every call is repeated while the trouble is transient.
extension DriveClient {
    /// How full the account is.
    package func storageQuota() throws(DriveError) -> StorageQuota {
        let response = try call(HTTPRequest("GET", address("about", [("fields", StorageQuota.fields)])))
        return try decode(StorageQuota.self, from: response)
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
    /// - Parameter pageSize: files a request, at most 1000.
    package func list(
        _ query: DriveQuery, orderBy: String = "createdTime desc", pageSize: Int = 1000
    ) throws(DriveError) -> [DriveFile] {
        var files: [DriveFile] = []
        var pageToken: String?
        var seen: Set<String> = []
        repeat {
            let page = try page(
                pageToken,
                of: [("q", query.text), ("orderBy", orderBy), ("pageSize", String(pageSize)), ("spaces", "drive")])
            files += page.files ?? []
            pageToken = page.nextPageToken.flatMap { $0.isEmpty ? nil : $0 }
            // A server that hands out the same page for ever must not keep us for ever.
            if let pageToken, !seen.insert(pageToken).inserted { break }
        } while pageToken != nil
        return files
    }

    private func page(_ token: String?, of listing: [(String, String)]) throws(DriveError) -> Page {
        var fields = listing + [("includeItemsFromAllDrives", "true")]
        // Without being asked for, the token of the next page does not come.
        fields.append(("fields", "nextPageToken,files(\(DriveFile.fields))"))
        if let token { fields.append(("pageToken", token)) }
        return try decode(Page.self, from: try call(HTTPRequest("GET", address("files", fields))))
    }

    private struct Page: Decodable {
        var files: [DriveFile]?
        var nextPageToken: String?
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
