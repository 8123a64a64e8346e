import Pipe

/// What lies in one folder of the source, without its being backed up.
package struct SourceSurvey: Sendable {
    package let entries: Int
    /// Bytes of its tar, before compression.
    package let tarBytes: Int64
    package let notices: BackupNotices

    /// Reads the metadata of everything and opens every file once, as a backup does before it begins.
    /// - Parameter folder: nil for the configuration.
    /// - Throws: `BackupError` when the folder is missing or unreadable; `CancellationRequested`.
    package init(of folder: BackupFolder?, in source: BackupSource, cancellation: Cancellation) throws {
        let tree: FileTree
        if let folder {
            tree = try FileTree.scan(
                source.folders[folder] ?? "", as: ".", exclusions: source.exclusions(for: folder),
                cancellation: cancellation)
        } else {
            tree = try FileTree.scan(
                source.configuration, as: "data", exclusions: source.configurationExclusions,
                cancellation: cancellation)
        }
        entries = tree.count
        tarBytes = tree.tarSize
        notices = tree.notices
    }
}
