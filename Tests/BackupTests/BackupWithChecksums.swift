import Backup
import Cryptography
import JSON

/// A backup with the digests that our own ones carry.
func backupWithChecksums(
    _ members: [(name: String, content: [UInt8])], compressed: Bool, protected: Bool = false
) throws -> [UInt8] {
    let list = members.map { name, content -> JSON in
        .object([
            "name": .string(name), "size": .integer(Int64(content.count)),
            "sha256": .string(Digest.hex(.sha256, of: content)),
        ])
    }
    let facts: JSON = .object([
        ManifestChecksum.membersKey: .array(list), ManifestChecksum.checksumKey: .string(ManifestChecksum.placeholder),
    ])
    let keys = String(decoding: facts.text.dropFirst().dropLast(), as: UTF8.self)
    let blank = manifest(compressed: compressed, protected: protected, facts: keys + ",")
    let text = String(decoding: blank, as: UTF8.self).replacing(
        ManifestChecksum.placeholder, with: Digest.hex(.sha256, of: blank))
    return try tar(members + [("./backup.json", Array(text.utf8))])
}
