import HTTPServing
import Synchronization

extension DriveSimulator {
    /// files.create and files.update with content: starts a session, or takes everything in one request.
    func startUpload(_ id: String?, _ call: APICall, _ disturbance: Disturbance) throws -> HTTPResponse {
        guard call.request.method == (id == nil ? "POST" : "PATCH") else {
            return .text("Method Not Allowed", status: 405)
        }
        switch call.query["uploadType"] {
        case "resumable": return try startSession(id, call)
        case "multipart": return try multipartUpload(id, call, disturbance)
        case "media": return try mediaUpload(id, call, disturbance)
        default: throw Refusal.invalidParameter("uploadType")
        }
    }

    private func startSession(_ id: String?, _ call: APICall) throws -> HTTPResponse {
        let mask = try call.fileMask()
        let target = try target(id, call.metadata(), mediaType: call.request.header("x-upload-content-type"))
        let declared = try declaredLength(call.request)
        try drive.withLock { drive in
            if case .create(let metadata) = target { try drive.checkCreate(metadata) }
            if let id { _ = try drive.file(id) }
            try drive.checkQuota(
                adding: declared ?? 0, in: try drive.parent(of: target), isServiceAccount: isServiceAccount(call))
        }
        let writer = try ContentWriter(configuration.storage, sha256: configuration.sha256)
        let session = sessions.add(UploadSession(target: target, mask: mask, declared: declared, writer: writer))
        return .empty(
            200,
            headers: [
                ("Location", location(of: session, call.request)), ("X-GUploader-UploadID", session),
                ("Content-Type", "text/plain; charset=utf-8"),
            ])
    }

    private func declaredLength(_ request: HTTPRequest) throws(Refusal) -> Int64? {
        guard let text = request.header("x-upload-content-length") else { return nil }
        guard let length = Int64(text), length >= 0 else { throw .invalid("Invalid X-Upload-Content-Length") }
        return length
    }

    /// Behind a TLS proxy the client must come back by https.
    private func location(of session: String, _ request: HTTPRequest) -> String {
        let scheme = request.header("x-forwarded-proto") ?? "http"
        let host = request.header("host") ?? "127.0.0.1:\(port)"
        return "\(scheme)://\(host)\(request.path)?uploadType=resumable&upload_id=\(session)"
    }

    func isServiceAccount(_ call: APICall) -> Bool {
        tokens.isServiceAccount(call.request.header("authorization"))
    }

    /// The media type comes from the metadata, else from the upload's own header.
    func target(_ id: String?, _ metadata: FileMetadata, mediaType: String?) -> UploadSession.Target {
        if let id { return .update(id: id, metadata) }
        var metadata = metadata
        metadata.mimeType = metadata.mimeType ?? mediaType
        return .create(metadata)
    }

    /// Makes or changes the file.
    func commit(_ target: UploadSession.Target, _ writer: ContentWriter, _ mask: FieldMask) throws -> HTTPResponse {
        let (file, old) = try drive.withLock { drive in
            try drive.checkQuota(adding: writer.size, in: try drive.parent(of: target))
            switch target {
            case .create(let metadata):
                return (try drive.create(metadata) { try writer.finish(as: $0) }, StoredContent?.none)
            case .update(let id, let metadata):
                let old = try drive.file(id).content
                return (try drive.update(id, metadata) { try writer.finish(as: $0) }, old)
            }
        }
        if old?.location != file.content?.location { old?.remove() }
        return .json(mask.apply(file.json))
    }
}

extension Drive {
    /// Where the bytes of an upload go; nil: My Drive.
    func parent(of target: UploadSession.Target) throws(Refusal) -> String? {
        switch target {
        case .create(let metadata): metadata.parents?.first
        case .update(let id, _): try file(id).parents.first
        }
    }
}
