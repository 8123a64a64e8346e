/// How much of a backup is looked at.
package enum VerificationDepth: String, Sendable, Codable {
    /// Its structure, its manifest, and whether each member begins as it should and opens with the password.
    case header
    /// Every byte.
    case full
}
