/// A place below the folder that backups may be fetched to, as somebody elsewhere names it: folders, and a file's name if
/// the last part ends with `.tar`.
package struct FetchPlace: Sendable, Equatable {
    /// Folders below the allowed one, outermost first.
    package let folders: [String]
    /// Nil: the name that the backup has where it is kept.
    package let name: String?

    /// Bytes of a part, so that there is room for what hides a file beside its name.
    private static let longestPart = 200
    private static let mostParts = 16
    /// Bytes of all of it: whoever is told where the file lies can be told so in one message.
    private static let longestPath = 512

    /// The allowed folder itself.
    package init() {
        folders = []
        name = nil
    }

    /// - Parameter path: relative, with `/` between its parts; one at its end is allowed.
    /// - Returns: nil when it could lead anywhere else, or is no path at all.
    package init?(_ path: String) {
        // By bytes: a slash with an accent on it is no slash to a string, but it is one to the system.
        var parts = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
        if parts.last?.isEmpty == true { parts.removeLast() }
        let isShort = path.utf8.count <= Self.longestPath && parts.count <= Self.mostParts
        guard isShort, parts.allSatisfy(Self.isSafe) else { return nil }
        name = !path.hasSuffix("/") && parts.last?.hasSuffix(".tar") == true ? parts.removeLast() : nil
        folders = parts
    }

    /// Not hidden either: nobody would find it.
    private static func isSafe(_ part: String) -> Bool {
        !part.isEmpty && part.utf8.count <= longestPart && part.utf8.first != UInt8(ascii: ".")
            && !part.unicodeScalars.contains { $0.isControl }
    }
}
