import Archive
import JSON

/// What `backup.json` says about a stream that is in the backup, in pieces: members that Home Assistant passes over.
package struct StoredStream: Codable, Equatable, Sendable {
    package var name: String
    package var fileExtension: String
    /// How many.
    package var pieces: Int64
    /// Bytes of it, which the pieces have when they are put together; what follows in the last one are zeros.
    package var size: Int64
    /// Of these bytes, lower-case hexadecimal.
    package var sha256: String
    /// Whether the pieces are sealed. Home Assistant leaves them as they are when it encrypts or decrypts a backup.
    package var isProtected: Bool
    /// When it began, in seconds since 1970.
    package var date: Int64

    enum CodingKeys: String, CodingKey {
        case name, pieces, size, sha256, date
        case fileExtension = "extension"
        case isProtected = "protected"
    }

    /// The folder of the pieces in the backup, and of the files that are made of them.
    static let folder = "pipe"

    /// Where it belongs when it is restored.
    package var path: String { "\(Self.folder)/\(name).\(fileExtension)" }

    /// Of a member, from 1 on. It must not end like a tar, which Home Assistant would open.
    func pieceName(_ number: Int64) -> String { Self.pieceName(name, number) }

    static func pieceName(_ name: String, _ number: Int64) -> String {
        let digits = String(number)
        return "\(folder)/\(name).\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits)"
    }
}

extension StoredStream {
    /// Of a manifest that may say anything. What is missing is empty, which fits no piece.
    init(_ json: JSON) {
        name = json["name"]?.string ?? ""
        fileExtension = json["extension"]?.string ?? ""
        pieces = json["pieces"]?.integer ?? 0
        size = json["size"]?.integer ?? -1
        sha256 = json["sha256"]?.string ?? ""
        isProtected = json["protected"]?.bool ?? false
        date = json["date"]?.integer ?? 0
    }

    /// The pieces in their order.
    /// - Throws: `ArchiveDamage.badPieces` when one is missing, there twice, or not where it should be.
    func pieces(in members: [BackupIndex.Member]) throws(ArchiveDamage) -> [BackupIndex.Member] {
        let found = members.filter { isPiece($0.name) }
        let stored = found.reduce(Int64(0)) { $0.addingReportingOverflow($1.size).partialValue }
        guard pieces > 0, Int64(found.count) == pieces, (1...max(1, stored)).contains(size) else {
            throw .badPieces(of: path)
        }
        for (number, piece) in found.enumerated() where piece.name != pieceName(Int64(number) + 1) {
            throw .badPieces(of: path)
        }
        return found
    }

    /// Whether the name is that of a piece of this stream, whatever its number.
    func isPiece(_ name: String) -> Bool {
        let start = "\(Self.folder)/\(self.name)."
        guard name.hasPrefix(start) else { return false }
        let number = name.dropFirst(start.count)
        return number.count >= 4 && number.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
}
