import Catalog
import FoundationEssentials
import JSON

/// What is noted of a backup in a folder, in a small hidden file beside it: `.NAME.tar.drivepipe.json`.
///
/// There before the first byte of the backup, so that whatever a crash leaves has an owner; whole before the backup gets
/// its name, so that no backup is ever there without it. The time of the file is not noted: who copies the folder to
/// another disk keeps the notes and loses the times. What was changed without changing its size, a verification finds.
struct Sidecar: Equatable {
    /// How far the bytes can be trusted.
    enum Verification: Equatable {
        case pending
        case at(Date)
        case failed
    }

    var mark: BackupMark
    /// Of what was written, in lower-case hexadecimal; nil until all of it is.
    var md5: String?
    /// Bytes that were written; nil until all are.
    var size: Int64?
    var verification = Verification.pending

    init(_ mark: BackupMark) {
        self.mark = mark
    }

    /// The name of the sidecar of a file.
    static func name(of file: String) -> String { ".\(file)\(ending)" }

    /// The file that a name would be the sidecar of; nil when it is none.
    static func file(of name: String) -> String? {
        guard name.hasPrefix("."), name.hasSuffix(ending) else { return nil }
        let file = name.dropFirst().dropLast(ending.count)
        return file.isEmpty || file.hasPrefix(".") ? nil : String(file)
    }

    /// The sidecar that a name would be the unfinished next one of; nil when it is none.
    static func beingWritten(_ name: String) -> String? {
        guard name.hasPrefix(".."), name.hasSuffix(ending + ".partial") else { return nil }
        return String(name.dropFirst().dropLast(".partial".count))
    }

    private static let ending = ".drivepipe.json"
}

extension Sidecar {
    /// Nil when this is not the content of one.
    init?(_ bytes: [UInt8]) {
        guard let json = try? JSON(parsing: bytes), json["drivepipe"] == "backup",
            let instance = json["instance"]?.string,
            let slug = json["slug"]?.string, let date = json["date"]?.string
        else { return nil }
        mark = BackupMark(
            instance: instance, slug: slug, date: date, kind: json["kind"] == "partial" ? .partial : .full)
        mark.name = json["name"]?.string
        mark.series = json["series"]?.string
        mark.isPinned = json["pinned"]?.bool ?? false
        mark.note = json["note"]?.string
        md5 = json["md5"]?.string
        size = json["size"]?.integer
        switch json["verified"]?.string {
        case "failed": verification = .failed
        case let text?: verification = (try? Date(text, strategy: .iso8601)).map(Verification.at) ?? .pending
        case nil: verification = .pending
        }
    }

    var bytes: [UInt8] {
        let verified: JSON =
            switch verification {
            case .pending: .null
            case .at(let date): .string(date.formatted(.iso8601))
            case .failed: "failed"
            }
        let json: JSON = [
            "drivepipe": "backup", "instance": .string(mark.instance), "slug": .string(mark.slug),
            "date": .string(mark.date), "kind": .string(mark.kind.rawValue), "name": JSON(mark.name),
            "series": JSON(mark.series), "pinned": .bool(mark.isPinned), "note": JSON(mark.note), "md5": JSON(md5),
            "size": JSON(size), "verified": verified,
        ]
        return json.text + Array("\n".utf8)
    }

    mutating func apply(_ note: BackupNote, at date: Date = Date()) {
        switch note {
        case .pinned(let text):
            mark.isPinned = true
            if let text { mark.note = text.isEmpty ? nil : text.cut(toBytes: Self.longestNote) }
        case .unpinned:
            mark.isPinned = false
            mark.note = nil
        case .confirmed(let sum):
            verification = .at(date)
            if let sum { md5 = sum }
        case .damaged: verification = .failed
        }
    }

    /// Bytes.
    private static let longestNote = 1_000
}
