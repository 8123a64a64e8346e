import Backup
import Cryptography
import JSON

/// A backup with the digests that our own ones carry.
func sealedBackup(
    _ members: [(name: String, content: [UInt8])], compressed: Bool, protected: Bool = false
) throws -> [UInt8] {
    let list = members.map { name, content -> JSON in
        .object(["name": .string(name), "size": .integer(Int64(content.count)), "sha256": .string(sha256(content))])
    }
    let facts: JSON = .object([
        ManifestSeal.membersKey: .array(list), ManifestSeal.checksumKey: .string(ManifestSeal.placeholder),
    ])
    let keys = String(decoding: facts.text.dropFirst().dropLast(), as: UTF8.self)
    let blank = manifest(compressed: compressed, protected: protected, facts: keys + ",")
    let text = String(decoding: blank, as: UTF8.self).replacing(ManifestSeal.placeholder, with: sha256(blank))
    return try tar(members + [("./backup.json", Array(text.utf8))])
}

func sha256(_ bytes: [UInt8]) -> String {
    var digest = Digest(.sha256)
    bytes.withUnsafeBytes { digest.update($0) }
    return digest.finish()
}
