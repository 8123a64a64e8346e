import Archive
import Backup
import Pipe
import Synchronization
import TestSupport
import Testing

/// A stored backup in memory, that tells what was fetched of it.
final class MemoryBackup: BackupFile {
    let name = "test.tar"
    let bytes: [UInt8]
    let size: Int64
    let md5: String?
    private let asked = Mutex<[Int64]>([])

    /// - Parameter size: what it says it has, if that is a lie.
    init(_ bytes: [UInt8], size: Int64? = nil, md5: String? = nil) {
        self.bytes = bytes
        self.md5 = md5
        self.size = size ?? Int64(bytes.count)
    }

    /// Bytes of every request so far.
    var requests: [Int64] { asked.withLock { $0 } }

    func source(from offset: Int64, count: Int64) throws -> any ByteSource {
        asked.withLock { $0.append(count) }
        let start = min(Int(offset), bytes.count)
        return BytesSource(bytes[start..<min(bytes.count, start + Int(count))])
    }
}

/// A tar with files in it, as our own writer makes it.
func tar(_ files: [(name: String, content: [UInt8])], dialect: TarHeader.Dialect = .ustar) throws -> [UInt8] {
    let tar = TarWriter(ByteCollector(), dialect: dialect)
    for (name, content) in files {
        try tar.begin(
            TarEntry(
                path: Array(name.utf8), size: Int64(content.count), modified: Timestamp(seconds: 1_767_225_599)))
        try tar.write(content)
    }
    return try tar.finish().bytes
}

/// The inner tar of a configuration.
func configuration(_ files: [(name: String, content: [UInt8])] = []) throws -> [UInt8] {
    try tar([("data/configuration.yaml", Array("default_config:\n".utf8))] + files, dialect: .pax)
}

/// A manifest as Home Assistant Core writes it, with the right slug.
func manifest(
    compressed: Bool = true, protected: Bool = false, folders: String = "", addons: String = "", facts: String = ""
) -> [UInt8] {
    let (name, date) = ("Test", "2026-11-22T20:14:10.079699+01:00")
    let slug = Manifest.slug(name: name, date: date)
    let text = """
        {"addons":[\(addons)],"compressed":\(compressed),"date":"\(date)",\(facts)"extra":{},"folders":[\(folders)],\
        "homeassistant":{"exclude_database":false,"version":"2026.11.0"},"name":"\(name)","protected":\(protected),\
        "slug":"\(slug)","type":"partial","version":2}
        """
    return Array(text.utf8)
}
