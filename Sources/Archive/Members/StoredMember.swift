/// A member as it lies in the outer archive, for whoever checks it later.
package struct StoredMember: Codable, Equatable, Sendable {
    package var name: String
    /// Bytes of content, encrypted if the backup is.
    package var size: Int64
    /// Bytes of the inner tar in it, or of a piece of a stream; zeros that only fill not counted.
    package var tarBytes: Int64
    /// Of the content, lower-case hexadecimal.
    package var sha256: String

    enum CodingKeys: String, CodingKey {
        case name, size, sha256
        case tarBytes = "tar_bytes"
    }

    package init(name: String, size: Int64, tarBytes: Int64, sha256: String) {
        self.name = name
        self.size = size
        self.tarBytes = tarBytes
        self.sha256 = sha256
    }
}
