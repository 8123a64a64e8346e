import Archive
import Cryptography
import JSON

/// What our own backups say about themselves in the manifest's `extra`, so that a changed bit is found where neither
/// gzip nor encryption would: a digest of every member, and one of the manifest, which has these.
package enum ManifestSeal {
    /// Whether the manifest is as it was written.
    package enum State: Sendable, Equatable {
        /// It does not tell, as those of other programs.
        case absent
        case intact
        case broken
    }

    /// In `extra`: a list of `StoredMember`, in the archive's order, superseded members included.
    package static let membersKey = Manifest.Extra.CodingKeys.members.rawValue
    /// In `extra`: SHA-256 of the manifest's text with zeros in this value's place, in lower-case hexadecimal.
    package static let checksumKey = Manifest.Extra.CodingKeys.checksum.rawValue
    /// What stands in the checksum's place while it is computed.
    package static let placeholder = String(repeating: "0", count: 64)

    /// The members that the manifest names; nil where it names none.
    static func members(of extra: JSON) -> [StoredMember]? {
        extra[membersKey]?.array?.map {
            StoredMember(
                name: $0["name"]?.string ?? "", size: $0["size"]?.integer ?? -1,
                tarBytes: $0["tar_bytes"]?.integer ?? 0, sha256: $0["sha256"]?.string ?? "")
        }
    }

    /// Puts the checksum into a manifest's text, which has the placeholder in its place.
    static func seal(_ text: String) -> String {
        // The quotes make sure that nothing else in the text reads like it.
        let key = "\"\(checksumKey)\":\""
        return text.replacing(key + placeholder, with: key + Digest.hex(.sha256, of: text))
    }

    /// Checks the text itself, not what it means: a changed bit may be in a key as well as in a value.
    static func state(of text: [UInt8]) -> State {
        guard let key = text.firstRange(of: Array("\"\(checksumKey)\":\"".utf8)) else {
            return text.firstRange(of: Array(membersKey.utf8)) == nil
                && text.firstRange(of: Array(checksumKey.utf8)) == nil ? .absent : .broken
        }
        let place = key.upperBound..<min(text.count, key.upperBound + placeholder.utf8.count)
        var blank = text
        blank.replaceSubrange(place, with: placeholder.utf8)
        var digest = Digest(.sha256)
        blank.withUnsafeBytes { digest.update($0) }
        return text[place].elementsEqual(digest.finish().utf8) ? .intact : .broken
    }
}
