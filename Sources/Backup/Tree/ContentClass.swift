/// Kinds of content that compress alike, in the order in which they go into an archive.
///
/// What is uncertain comes early, while the reservation can still react; what hardly compresses comes last, where the
/// reserve that is left pays for storing it.
enum ContentClass: UInt8, Sendable, CaseIterable {
    case database
    case text
    case binary
    case compressed

    /// By the end of the name only: a wrong guess costs a little size, nothing else.
    static func of(path: [UInt8]) -> ContentClass {
        guard let dot = path.lastIndex(of: UInt8(ascii: ".")) else { return .binary }
        let ending = String(decoding: path[(dot + 1)...].prefix(16), as: UTF8.self).lowercased()
        // Home Assistant's `.storage` holds JSON without an ending.
        return byEnding[ending] ?? (path.starts(with: "data/.storage/".utf8) ? .text : .binary)
    }

    private static let byEnding: [String: ContentClass] = {
        let endings: [(ContentClass, String)] = [
            (.database, "db db-wal sqlite sqlite3 sqlite-wal rdb mdb"),
            (
                .text,
                "json yaml yml py pyi js mjs ts css html htm svg txt md log csv xml conf cfg ini toml map jinja sh"
            ),
            (
                .compressed,
                "jpg jpeg png gif webp avif heic mp3 m4a aac ogg opus flac mp4 mkv webm mov avi gz tgz zip bz2 xz zst 7z br "
                    + "woff woff2 tar whl"
            ),
        ]
        return Dictionary(
            endings.flatMap { kind, names in names.split(separator: " ").map { (String($0), kind) } },
            uniquingKeysWith: { first, _ in first })
    }()
}
