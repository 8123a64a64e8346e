/// What `backup.json` says about an app that is in the backup.
package struct ManifestApp: Codable, Equatable, Sendable {
    /// Of its member, which is named by it, too.
    package var slug: String
    package var name: String
    package var version: String
    /// MiB, as the Supervisor has it; 0 more often than not.
    package var size: Double

    package init(slug: String, name: String, version: String, size: Double = 0) {
        self.slug = slug
        self.name = name
        self.version = version
        self.size = size
    }
}
