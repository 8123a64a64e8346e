extension ConfigurationKey {
    /// Secrets; each has a twin `..._file` which names a file to read it from.
    static let secretPaths = ["mqtt.password", "backup.password", "drive.proxy", "supervisor.token"]

    /// The key that names the file with the secret of `path`.
    static func fileTwin(of path: String) -> String { path + "_file" }

    /// Every path that may be given, those of secrets and their twins included.
    static let knownPaths = Set(all.map(\.path) + secretPaths + secretPaths.map(fileTwin))

    /// Every path that leads to a section: `mqtt`, `source`, `source.folders`, ...
    static let sections = Set(
        knownPaths.flatMap { path in
            path.indices.filter { path[$0] == "." }.map { String(path[..<$0]) }
        })

    static let lists = Set(all.filter(\.isList).map(\.path))

    static let variables = Dictionary(uniqueKeysWithValues: knownPaths.map { (variable(for: $0), $0) })

    /// What may stand in a section; the empty path is the top of the file.
    static func names(in section: String) -> [String] {
        let prefix = section.isEmpty ? "" : section + "."
        let names = knownPaths.union(sections).filter { $0.hasPrefix(prefix) }.map { $0.dropFirst(prefix.count) }
        return names.filter { !$0.contains(".") }.map(String.init).sorted()
    }
}
