import Archive
import Backup
import Glibc
import Pipe
import TestSupport
import Testing

/// A folder to restore into, and one beside it in which nothing may ever change.
final class RestoreTarget {
    private let folder: TemporaryFolder
    private let untouched: String
    let path: String
    let canary: String

    init() throws {
        folder = try TemporaryFolder()
        path = try folder.makeFolder("target")
        canary = try folder.makeFolder("canary")
        try folder.makeFolder("canary/inside")
        try folder.write("as it was", to: "canary/file")
        untouched = try described(folder.path, below: "canary")
    }

    /// Checks that nothing was written beside the target, nor through a link.
    func requireCanary() throws {
        #expect(try described(folder.path, below: "canary") == untouched)
        #expect(try names(in: folder.path) == ["canary", "target"])
    }

    /// Restores entries made by hand.
    @discardableResult
    func extract(
        _ entries: [Entry], overwrites: Bool = false, only patterns: [String] = []
    ) throws -> RestoreSummary {
        let options = TreeExtractor.Options(overwrites: overwrites, selection: Selection(patterns))
        let extractor = try TreeExtractor(into: path, options: options, cancellation: Cancellation())
        for entry in entries { try extractor.extract(entry.member, content: BytesSource(entry.content.utf8)) }
        extractor.finish()
        return extractor.summary
    }

    func content(_ name: String) throws -> String {
        try folder.read("target/\(name)")
    }

    func write(_ text: String, to name: String) throws {
        try folder.write(text, to: "target/\(name)")
    }

    func makeFolder(_ name: String) throws {
        try folder.makeFolder("target/\(name)")
    }

    /// Everything in the target, temporary names included.
    var names: [String] {
        get throws { try names(in: path, deep: true) }
    }

    func status(_ name: String) throws -> stat {
        var status = stat()
        try #require(lstat("\(path)/\(name)", &status) == 0)
        return status
    }

    private func names(in path: String, deep: Bool = false) throws -> [String] {
        let depth = deep ? [] : ["-maxdepth", "1"]
        let output = try checked("/usr/bin/find", [path, "-mindepth", "1"] + depth + ["-printf", "%P\n"])
        return String(decoding: output, as: UTF8.self).split(separator: "\n").map(String.init).sorted()
    }
}

/// An entry of an archive, made by hand.
struct Entry {
    let member: TarMember
    let content: String

    init(_ member: TarMember, _ content: String = "") {
        self.member = member
        self.content = content
    }

    private init(_ name: String, _ kind: TarMember.Kind, mode: UInt32 = 0o644, seconds: Int64 = 0) {
        self.init(
            TarMember(path: Array(name.utf8), kind: kind, mode: mode, modified: Timestamp(seconds: seconds)))
    }

    /// A file whose size is that of its content.
    static func file(_ name: String, _ content: String = "") -> Entry {
        Entry(TarMember(path: Array(name.utf8), size: Int64(content.utf8.count)), content)
    }

    static func directory(_ name: String, mode: UInt32 = 0o755, seconds: Int64 = 0) -> Entry {
        Entry(name, .directory, mode: mode, seconds: seconds)
    }

    static func link(_ name: String, to target: String) -> Entry {
        Entry(name, .symbolicLink(target: Array(target.utf8)))
    }

    static func hardLink(_ name: String, to target: String) -> Entry {
        Entry(name, .hardLink(target: Array(target.utf8)))
    }

    static func other(_ name: String, type: Unicode.Scalar) -> Entry {
        Entry(name, .other(UInt8(ascii: type)))
    }
}
