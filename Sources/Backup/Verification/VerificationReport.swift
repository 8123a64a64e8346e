/// What came of verifying a stored backup.
package struct VerificationReport: Sendable, Equatable {
    /// How much of a backup is looked at.
    package enum Depth: String, Sendable {
        /// What is in it, the manifest, and how each member begins: a few requests.
        case header
        /// Every byte, once.
        case full
    }

    /// One member, as far as it was looked at.
    package struct Member: Sendable, Equatable {
        /// As written.
        package var name: String
        /// Bytes in the backup.
        package var storedBytes: Int64
        /// Bytes of the inner tar, zeros at its end included; nil where it was not read to its end.
        package var tarBytes: Int64?
        /// Files, directories and links that were read in the inner tar.
        package var entries = 0
        /// A later member takes its place.
        package var isSuperseded = false
        /// Nil where its beginning does not tell.
        package var isEncrypted: Bool?
        package var isCompressed: Bool?
        /// SHA-256 of the content as stored, in lower-case hexadecimal; only after reading all of it.
        package var sha256: String?
    }

    package var depth: Depth
    /// In the archive's order, without `backup.json`.
    package var members: [Member] = []
    /// Nil where it is missing or damaged.
    package var manifest: StoredManifest?
    /// Damage and warnings, not more than a hundred.
    package var problems: [VerificationProblem] = []
    /// How many problems beyond them there were.
    package var omittedProblems = 0
    /// All contents were read and looked into; false without the password of an encrypted backup.
    package var contentsChecked: Bool
    /// Whether what was read, from the first byte to the last, has the checksum that the file's keeper tells; nil where
    /// the keeper tells none, or not every byte was read. Damage in bytes that are others says nothing of those stored.
    package var isAsStored: Bool?
    /// Bytes fetched for it.
    package var bytesRead: Int64 = 0

    /// Nothing is damaged, as far as was looked; warnings do not count.
    package var isGood: Bool { problems.allSatisfy(\.isWarning) }
}
