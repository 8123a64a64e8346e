import HTTPServing

/// What to do with a request on a resumable session.
enum UploadDecision: Equatable, Sendable {
    /// Say what is kept: 308.
    case report
    /// The file is made already: the same 200 again.
    case repeatAnswer
    case refuse(UploadRefusal)
    case receive(Reception)

    /// How to read the body.
    struct Reception: Equatable, Sendable {
        /// Offset of the body's first byte in the file.
        var first: Int64
        /// Leading bytes that are kept already and are skipped.
        var skip: Int64
        /// Whole length of the body; nil when only its end tells.
        var length: Int64?
        /// The body ends the file.
        var isFinal: Bool
    }
}
