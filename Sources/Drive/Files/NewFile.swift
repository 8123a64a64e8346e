/// The metadata of a file that is about to be made.
///
/// Google's limits: a key and value of `appProperties` together 124 bytes of UTF-8 at most, 30 pairs.
package struct NewFile: Encodable, Equatable, Sendable {
    /// From `DriveClient.generateID()`: makes a repeated creation a conflict instead of a second file.
    package var id: String?
    package var name: String
    package var mimeType: String
    package var parents: [String]?
    package var description: String?
    package var appProperties: [String: String]
    /// RFC 3339.
    package var createdTime: String?

    package init(
        name: String, mimeType: String = "application/x-tar", parent: String? = nil,
        appProperties: [String: String] = [:], createdTime: String? = nil, description: String? = nil
    ) {
        self.name = name
        self.mimeType = mimeType
        self.parents = parent.map { [$0] }
        self.appProperties = appProperties
        self.createdTime = createdTime
        self.description = description
    }
}
