/// What a request is for; faults and the request log speak of these.
package enum RequestKind: String, Sendable, CaseIterable {
    /// Every request but those to the control interface.
    case any
    /// Starts a resumable upload.
    case sessionStart
    /// Carries bytes to a session; as a fault's target this includes `finalChunk`.
    case chunk
    /// The request that names the end of the file, with or without bytes.
    case finalChunk
    case statusQuery
    /// DELETE of a session.
    case cancel
    /// A multipart or media upload in one request.
    case upload
    /// Token, device and revoke endpoints.
    case token
    case list
    /// Any other request about files; as a fault's target this includes `list`.
    case metadata
    case download
    case delete
    case about
    /// The interface that injects faults; never disturbed.
    case control

    /// True when a fault for this kind concerns a request of the `other` kind.
    func covers(_ other: RequestKind) -> Bool {
        switch self {
        case .any: other != .control
        case .chunk: other == .chunk || other == .finalChunk
        case .metadata: other == .metadata || other == .list
        default: self == other
        }
    }
}
