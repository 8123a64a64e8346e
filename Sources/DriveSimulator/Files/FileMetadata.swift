import HTTPServing
import JSON

/// The writable members of a File resource, as sent by a client; absent members change nothing.
struct FileMetadata: Sendable, Equatable {
    var id: String?
    var name: String?
    var mimeType: String?
    var description: String?
    var parents: [String]?
    var createdTime: Timestamp?
    var modifiedTime: Timestamp?
    var trashed: Bool?
    var starred: Bool?
    /// A nil value clears the key.
    var appProperties: [String: String?] = [:]
    var properties: [String: String?] = [:]

    init() {}

    /// - Throws: `Refusal` 400 for values of the wrong kind, bad times and too large properties.
    init(_ json: JSON) throws(Refusal) {
        guard json.object != nil else { throw .parseError }
        id = json["id"]?.string
        name = json["name"]?.string
        mimeType = json["mimeType"]?.string
        description = json["description"]?.string
        parents = json["parents"]?.array?.compactMap(\.string)
        trashed = json["trashed"]?.bool
        starred = json["starred"]?.bool
        createdTime = try Self.time(json["createdTime"])
        modifiedTime = try Self.time(json["modifiedTime"])
        appProperties = try Self.properties(json["appProperties"])
        properties = try Self.properties(json["properties"])
        guard parents?.count ?? 0 <= 1 else { throw .tooManyParents }
    }

    /// Parses a request body; an empty one is an empty resource.
    init(parsing body: [UInt8]) throws(Refusal) {
        guard !body.isEmpty else {
            self.init()
            return
        }
        guard let json = try? JSON(parsing: body) else { throw .parseError }
        try self.init(json)
    }

    private static func time(_ json: JSON?) throws(Refusal) -> Timestamp? {
        guard let text = json?.string else { return nil }
        guard let time = Timestamp(text) else { throw .invalid("Invalid value for: Invalid format: \"\(text)\"") }
        return time
    }

    /// Key and value together have at most 124 bytes of UTF-8.
    private static func properties(_ json: JSON?) throws(Refusal) -> [String: String?] {
        var properties: [String: String?] = [:]
        for (key, value) in json?.object ?? [:] {
            guard value == .null || value.string != nil else { throw .invalid("Invalid value for property \(key)") }
            let size = key.utf8.count + (value.string?.utf8.count ?? 0)
            guard size <= 124 else { throw .propertyTooLarge }
            properties[key] = .some(value.string)
        }
        return properties
    }
}
