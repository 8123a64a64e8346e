/// A member as it lies in the outer archive, for whoever checks it later.
package struct StoredMember: Codable, Equatable, Sendable {
    package var name: String
    /// Bytes of content, encrypted if the backup is.
    package var size: Int64
    /// Of the content, lower-case hexadecimal.
    package var sha256: String

    package init(name: String, size: Int64, sha256: String) {
        self.name = name
        self.size = size
        self.sha256 = sha256
    }
}
