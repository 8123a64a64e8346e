/// What a member of version 3 says about its keys, between the header and the chunks; none of it is secret.
struct SecureTarKeyBlock: Equatable {
    /// Bytes of it.
    static let size = 104

    /// Goes with the password into the backup's root key.
    let rootSalt: [UInt8]
    let validationSalt: [UInt8]
    /// Tells a wrong password.
    let validationKey: [UInt8]
    /// Goes with the root key into the member's own key.
    let streamSalt: [UInt8]
    /// The secretstream's.
    let streamHeader: [UInt8]
}

extension SecureTarKeyBlock {
    /// - Parameter bytes: the 104 bytes after the header.
    /// - Throws: `ArchiveDamage.cut`.
    init(parsing bytes: [UInt8]) throws {
        guard bytes.count == Self.size else {
            throw ArchiveDamage.cut(offset: Int64(SecureTarHeader.size + bytes.count))
        }
        self.init(
            rootSalt: Array(bytes[0..<16]), validationSalt: Array(bytes[16..<32]), validationKey: Array(bytes[32..<64]),
            streamSalt: Array(bytes[64..<80]), streamHeader: Array(bytes[80..<104]))
    }

    var bytes: [UInt8] {
        rootSalt + validationSalt + validationKey + streamSalt + streamHeader
    }
}
