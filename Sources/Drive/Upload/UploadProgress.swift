/// How far an upload is.
package struct UploadProgress: Equatable, Sendable {
    /// Bytes that the destination has confirmed; never goes backwards.
    package var acknowledged: Int64 = 0
    /// `acknowledged` and what has left of the piece under way; falls back when a piece has to be sent again.
    package var live: Int64 = 0
    /// Requests that had to be repeated, so far.
    package var retries = 0

    package init() {}
}
