import Archive
import Pipe

/// A backup of the apps alone, made by the Supervisor without a password: its members go into ours as they are.
///
/// Whoever made the file, nothing of it is taken that its manifest does not name, and nothing that could pass for
/// something else.
package struct AppsBackup: Sendable {
    /// An app, or the Supervisor's own settings, as they are packed.
    package struct Member: Sendable, Equatable {
        /// With its ending, without `./`.
        package let name: String
        /// Bytes from the start of the file.
        let offset: Int64
        /// Bytes.
        package let size: Int64
    }

    let file: any BackupFile
    package let apps: [ManifestApp]
    package let members: [Member]
    /// Where the apps came from: addresses of their stores.
    let repositories: [String]
    let supervisorVersion: String?
    /// Members that are in it without being named: what is left of an app that could not be saved.
    package let leftOut: [String]

    /// What the Supervisor writes about itself, beside the apps; no manifest lists it.
    private static let supervisorPart = "supervisor"
    private static let ownParts = Set(["homeassistant"] + BackupFolder.allCases.map(\.rawValue))

    /// Reads its manifest and where its members lie, with a small request a member.
    /// - Parameter isCompressed: whether our backup is, since all members of one are packed alike.
    /// - Throws: `AppsBackupError`; `BackupDamage`; `CancellationRequested`; the file's errors.
    package init(of file: any BackupFile, isCompressed: Bool, cancellation: Cancellation = Cancellation()) throws {
        let index = try BackupIndex(of: file, cancellation: cancellation)
        let manifest = index.manifest
        try Self.requireAppsAlone(manifest, isCompressed: isCompressed)
        let ending = isCompressed ? ".tar.gz" : ".tar"
        let expected = Set(manifest.addons + [Self.supervisorPart]).map { $0 + ending }
        let packed = index.members.filter { $0.name.memberPart != nil }
        try Self.requireSingle(packed)
        members = packed.map { Member(name: $0.name.withoutDotSlash, offset: $0.contentOffset, size: $0.size) }
            .filter { expected.contains($0.name) }
        leftOut = packed.map(\.name.withoutDotSlash).filter { !expected.contains($0) }
        let names = Set(members.map(\.name))
        if let missing = manifest.apps.first(where: { !names.contains($0.slug + ending) }) {
            throw AppsBackupError.memberMissing(app: missing.name)
        }
        self.file = file
        apps = manifest.apps
        repositories = manifest.repositories
        supervisorVersion = manifest.supervisorVersion
    }

    /// The content of a member as it is stored.
    func source(of member: Member) throws -> any ByteSource {
        try file.source(from: member.offset, count: member.size)
    }

    private static func requireAppsAlone(_ manifest: StoredManifest, isCompressed: Bool) throws(AppsBackupError) {
        if manifest.isProtected { throw .unfit(reason: "it is encrypted") }
        guard manifest.isCompressed == isCompressed else {
            throw .unfit(reason: "it is \(manifest.isCompressed ? "" : "not ")compressed, unlike backup.compressed")
        }
        if manifest.hasHomeAssistant || !manifest.folders.isEmpty {
            throw .unfit(reason: "it holds more than apps")
        }
        guard Set(manifest.addons).count == manifest.addons.count else {
            throw .unfit(reason: "it names an app twice")
        }
        guard manifest.apps.allSatisfy({ isSlug($0.slug) && !$0.name.isEmpty && !$0.version.isEmpty }) else {
            throw .unfit(reason: "it names an app as no app is named")
        }
    }

    private static func requireSingle(_ members: [BackupIndex.Member]) throws(AppsBackupError) {
        // Readers would take the last one of a name; the Supervisor never writes a second.
        if members.contains(where: \.isSuperseded) { throw .unfit(reason: "a member is in it twice") }
        if let own = members.first(where: { ownParts.contains($0.name.memberPart ?? "") }) {
            throw .unfit(reason: "it holds \(own.name), which was not asked for")
        }
    }

    /// As the Supervisor has them: letters, digits, `-`, `_` and dots, and nothing of ours.
    private static func isSlug(_ slug: String) -> Bool {
        let allowed = slug.utf8.allSatisfy {
            ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7a || $0 >= 0x30 && $0 <= 0x39 || "-_.".utf8.contains($0)
        }
        return allowed && !slug.isEmpty && slug.first != "." && slug != supervisorPart && !ownParts.contains(slug)
    }
}
