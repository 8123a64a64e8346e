/// What goes into a backup, and where it lies.
package struct BackupSource: Sendable {
    /// Home Assistant's configuration folder.
    package var configuration: String
    package var folders: [BackupFolder: String]
    /// The user's glob patterns, relative to the configuration folder; `media:clips/**` is relative to the folder
    /// `media`.
    package var exclude: [String]
    /// Patterns of the same form: what they match goes in although another pattern leaves it out.
    package var include: [String]
    package var excludesDatabase: Bool

    package init(
        configuration: String, folders: [BackupFolder: String] = [:], exclude: [String] = [],
        include: [String] = [], excludesDatabase: Bool = false
    ) {
        self.configuration = configuration
        self.folders = folders
        self.exclude = exclude
        self.include = include
        self.excludesDatabase = excludesDatabase
    }

    var configurationExclusions: Exclusions {
        .configuration(
            withDatabase: !excludesDatabase, exclude: globs(exclude, for: nil), include: globs(include, for: nil))
    }

    func exclusions(for folder: BackupFolder) -> Exclusions {
        Exclusions(globs(exclude, for: folder), except: globs(include, for: folder))
    }

    private func globs(_ patterns: [String], for folder: BackupFolder?) -> [Glob] {
        let prefix = folder.map { $0.rawValue.count + 1 } ?? 0
        return patterns.filter { self.folder(of: $0) == folder }.map { Glob(String($0.dropFirst(prefix))) }
    }

    private func folder(of pattern: String) -> BackupFolder? {
        BackupFolder.allCases.first { pattern.hasPrefix($0.rawValue + ":") }
    }
}
