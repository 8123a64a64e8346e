import Archive
import Cryptography
import JSON

/// What our own backups say about themselves in the manifest, so that a changed bit is found where neither gzip nor
/// encryption would find it: a digest of every member, and one of the manifest, which has these. It is no
/// signature: who changes a backup on purpose can make it anew.
package enum ManifestChecksum {
    /// Whether the manifest is as it was written.
    package enum State: Sendable, Equatable {
        /// It does not tell, as those of other programs.
        case absent
        case intact
        /// It says the same in other letters, but for whether the members are encrypted: Home Assistant wrote it anew, as
        /// it does when it encrypts or decrypts a copy of a backup.
        case rewritten(wasProtected: Bool)
        case broken
    }

    /// A list of `StoredMember`, in the archive's order, superseded members included.
    package static let membersKey = Manifest.CodingKeys.members.rawValue
    /// SHA-256 of the manifest's text, compact and with sorted keys, with zeros in this value's place, in lower-case
    /// hexadecimal.
    package static let checksumKey = Manifest.CodingKeys.checksum.rawValue
    /// What stands in the checksum's place while it is computed.
    package static let placeholder = String(repeating: "0", count: 64)

    /// The members that the manifest names; nil where it names none.
    static func members(of manifest: JSON) -> [StoredMember]? {
        manifest[membersKey]?.array?.map {
            StoredMember(
                name: $0["name"]?.string ?? "", size: $0["size"]?.integer ?? -1,
                tarBytes: $0["tar_bytes"]?.integer ?? 0, sha256: $0["sha256"]?.string ?? "")
        }
    }

    /// Puts the checksum into a manifest's text, which has the placeholder in its place.
    static func inserted(into text: String) -> String {
        // The quotes make sure that nothing else in the text reads like it.
        let key = "\"\(checksumKey)\":\""
        return text.replacing(key + placeholder, with: key + Digest.hex(.sha256, of: text))
    }

    /// - Parameter json: what the text means.
    static func state(of text: [UInt8], meaning json: JSON) -> State {
        guard let sum = json[checksumKey]?.string else {
            // A changed bit may be in a key as well as in a value.
            return [membersKey, checksumKey].contains { text.firstRange(of: Array($0.utf8)) != nil } ? .broken : .absent
        }
        let protections = [false, true].filter { digest(of: json, protected: $0) == sum }
        guard let wasProtected = protections.first else { return .broken }
        return json["protected"]?.bool == wasProtected && json.text == text
            ? .intact : .rewritten(wasProtected: wasProtected)
    }

    private static func digest(of json: JSON, protected: Bool) -> String {
        var blank = json.object ?? [:]
        blank[checksumKey] = .string(placeholder)
        blank["protected"] = .bool(protected)
        return Digest.hex(.sha256, of: JSON.object(blank).text)
    }
}
