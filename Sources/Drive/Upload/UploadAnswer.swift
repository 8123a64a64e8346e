import HTTP

/// What the answer to a chunk or a status query of an upload session means.
package enum UploadAnswer: Equatable {
    /// The server holds this many bytes from the start and waits for more.
    case kept(Int64)
    /// The file is made; its description.
    case complete([UInt8])
    /// Neither: an error answer or none at all.
    case failed(DriveError)

    package init(_ response: HTTPResponse) {
        switch response.status {
        case 200, 201:
            self = .complete(response.body)
        case 308:
            // 308 means "Resume Incomplete" here (Google's protocol is older than RFC 7538).
            self =
                AcknowledgedRange.count(response.header("Range")).map(Self.kept)
                ?? .failed(.unexpectedAnswer("Google Drive's Range header cannot be read."))
        default:
            self = .failed(DriveError(GoogleError(response)))
        }
    }
}
