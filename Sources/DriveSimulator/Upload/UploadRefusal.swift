import HTTPServing

/// Errors of the upload front end, with Google's own words (plain text, not JSON).
enum UploadRefusal: Equatable, Sendable {
    case gap(offset: Int64, kept: Int64)
    case tooShort(Int64)
    case bodyLength(got: Int64, expected: Int64, first: Int64, last: Int64)
    case total(Int64, declared: Int64)
    case unparsable

    var status: Int {
        // A gap is the client's mistake, yet Google says 503.
        if case .gap = self { 503 } else { 400 }
    }

    var text: String {
        switch self {
        case .gap(let offset, let kept):
            "Invalid request.  According to the Content-Range header, the upload offset is \(offset) byte(s), "
                + "which exceeds already uploaded size of \(kept) byte(s)."
        case .tooShort(let size):
            "Invalid request.  The number of bytes uploaded is required to be equal or greater than 262144, except "
                + "for the final request (it's recommended to be the exact multiple of 262144).  The received request "
                + "contained \(size) bytes, which does not meet this requirement."
        case .bodyLength(let got, let expected, let first, let last):
            "Invalid request.  There were \(got) byte(s) in the request body.  There should have been \(expected) "
                + "byte(s) (starting at offset \(first) and ending at offset \(last)) according to the "
                + "Content-Range header."
        case .total(let total, let declared):
            "Invalid request.  The Content-Range header says \(total) byte(s) in all, but \(declared) byte(s) were "
                + "declared when the upload was started."
        case .unparsable:
            "Failed to parse Content-Range header."
        }
    }
}
