import HTTPServing
import JSON
import Synchronization

extension DriveSimulator {
    /// files.get, download, update and delete.
    func file(_ id: String, _ call: APICall) throws -> HTTPResponse {
        try checkReach(id, call)
        switch call.request.method {
        case "GET", "HEAD":
            let file = try drive.withLock { try $0.file(id) }
            if call.query["alt"] == "media" { return try download(file, call) }
            return .json(try call.fileMask().apply(file.json))
        case "PATCH": return try updateFile(id, call)
        case "DELETE": return try deleteFile(id)
        default: return .text("Method Not Allowed", status: 405)
        }
    }

    /// Who does not say that shared drives are no surprise does not see what is there.
    private func checkReach(_ id: String, _ call: APICall) throws(Refusal) {
        let isShared = try drive.withLock { (drive) throws(Refusal) in try drive.file(id).driveID != nil }
        guard !isShared || call.query["supportsAllDrives"] == "true" else { throw .fileNotFound(id) }
    }

    /// files.create without content.
    func createFile(_ call: APICall) throws -> HTTPResponse {
        let metadata = try call.metadata()
        let mask = try call.fileMask()
        let empty = try ContentWriter(configuration.storage, sha256: configuration.sha256)
        let isServiceAccount = isServiceAccount(call)
        let file = try drive.withLock { drive in
            if metadata.mimeType != StoredFile.folderType {
                try drive.checkQuota(adding: 0, in: metadata.parents?.first, isServiceAccount: isServiceAccount)
            }
            return try drive.create(metadata) { try empty.finish(as: $0) }
        }
        return .json(mask.apply(file.json))
    }

    /// files.list
    func listFiles(_ call: APICall) throws -> HTTPResponse {
        let mask = try call.mask(default: .listDefault)
        if let unknown = mask["files"]?.unknown(besides: StoredFile.fieldNames) { throw Refusal.invalidField(unknown) }
        let list = try FileList(call.query)
        let page = try drive.withLock { try list.page(of: $0) }
        var answer: [String: JSON] = [
            "kind": "drive#fileList", "incompleteSearch": false, "files": .array(page.files.map(\.json)),
        ]
        if let next = page.next { answer["nextPageToken"] = .string(next) }
        return .json(mask.apply(.object(answer)))
    }

    /// files.generateIds
    func generateIDs(_ call: APICall) throws -> HTTPResponse {
        let count = call.query["count"].map { Int($0) ?? 0 } ?? 10
        guard (1...1000).contains(count) else { throw Refusal.invalidParameter("count") }
        let ids = drive.withLock { $0.generateIDs(count) }
        return .json([
            "kind": "drive#generatedIds", "space": "drive", "ids": .array(ids.map(JSON.string)),
        ])
    }

    private func updateFile(_ id: String, _ call: APICall) throws -> HTTPResponse {
        let mask = try call.fileMask()
        let metadata = try call.metadata()
        let file = try drive.withLock { try $0.update(id, metadata, moving: ParentChange(call.query)) }
        return .json(mask.apply(file.json))
    }

    private func deleteFile(_ id: String) throws -> HTTPResponse {
        for file in try drive.withLock({ try $0.delete(id) }) { file.content?.remove() }
        return .empty(204)
    }
}
