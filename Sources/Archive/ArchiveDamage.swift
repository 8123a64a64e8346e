import Pipe

/// What is wrong with an archive that is read. The archive comes from outside: none of this is a fault of the program.
///
/// Offsets are bytes from the start of what the stage reads: the archive, or the content of one member.
package enum ArchiveDamage: ExplainedError, Equatable {
    /// It ends before the end that it promised.
    case cut(offset: Int64)
    /// A tar header that is none, or says what cannot be.
    case badHeader(offset: Int64, reason: String)
    /// Not gzip, or not deflate.
    case badCompression(offset: Int64, reason: String)
    /// The checksum over the content is another one than was written down.
    case checksumMismatch(of: String)
    /// Something is there that does not belong there, such as bytes behind the end.
    case unexpectedData(offset: Int64, reason: String)
    /// It is encrypted, and there is no password.
    case passwordNeeded
    /// The password does not open it.
    case wrongPassword
    /// An encrypted piece was changed, moved, or cut off.
    case tampered(offset: Int64)
    /// What was stored in pieces, and its pieces are not those that make it up.
    case badPieces(of: String)
    /// Made in a way that this version cannot read.
    case unsupported(String)

    /// Stable, for machines.
    package var code: String {
        switch self {
        case .cut: "archive_cut"
        case .badHeader: "archive_bad_header"
        case .badCompression: "archive_bad_compression"
        case .checksumMismatch: "archive_checksum_mismatch"
        case .unexpectedData: "archive_unexpected_data"
        case .passwordNeeded: "password_needed"
        case .wrongPassword: "wrong_password"
        case .tampered: "archive_tampered"
        case .badPieces: "archive_bad_pieces"
        case .unsupported: "archive_unsupported"
        }
    }

    package var description: String {
        switch self {
        case .cut(let offset): "It ends at byte \(offset), before its end."
        case .badHeader(let offset, let reason): "The header at byte \(offset) is damaged: \(reason)."
        case .badCompression(let offset, let reason): "The compressed data at byte \(offset) is damaged: \(reason)."
        case .checksumMismatch(let what): "The checksum of \(what) does not match."
        case .unexpectedData(let offset, let reason): "Unexpected data at byte \(offset): \(reason)."
        case .passwordNeeded: "It is encrypted. Set backup.password."
        case .wrongPassword: "The password does not open it. Check backup.password."
        case .tampered(let offset): "The encrypted data at byte \(offset) was changed."
        case .badPieces(let what): "A piece of \(what) is missing, is there twice, or is not in its place."
        case .unsupported(let what): "It cannot be read by this version: \(what)."
        }
    }
}
