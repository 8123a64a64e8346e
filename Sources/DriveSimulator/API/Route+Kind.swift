import HTTPServing

extension Route {
    /// What the request is for.
    /// - Parameters:
    ///   - range: its `Content-Range`.
    ///   - progress: state of the session it addresses, nil when there is none.
    func kind(of request: HTTPRequest, range: ContentRange?, progress: UploadProgress?) -> RequestKind {
        switch self {
        case .control: .control
        case .token, .deviceCode, .revoke: .token
        case .about: .about
        case .upload: request.query["uploadType"] == "resumable" ? .sessionStart : .upload
        case .session: request.method == "DELETE" ? .cancel : Self.part(request, range, progress)
        case .files: request.method == "GET" ? .list : .metadata
        case .file where request.method == "DELETE": .delete
        case .file where request.query["alt"] == "media": .download
        case .file, .generateIDs, .emptyTrash, .unknown: .metadata
        }
    }

    private static func part(
        _ request: HTTPRequest, _ range: ContentRange?, _ progress: UploadProgress?
    ) -> RequestKind {
        switch range {
        case .query(let total): total != nil && total == progress?.kept ? .finalChunk : .statusQuery
        case .bytes(_, let last, let total):
            (total ?? progress?.declared) == last + 1 ? .finalChunk : .chunk
        case nil: request.header("content-range") == nil ? .finalChunk : .chunk
        }
    }
}
