import Backup

extension Configuration {
    /// Patterns of the backups that lie in what is backed up: with them each backup would hold the ones before it.
    var ownBackups: [String] {
        let roots = [("", source.config)] + source.folders.map { ("\($0.key.rawValue):", $0.value) }
        return roots.flatMap { prefix, root in
            let fetched = pattern(of: fetchDirectory, in: root).map { $0.isEmpty ? [] : ["\(prefix)\($0)**/*.tar"] }
            return (fetched ?? [])
                + [destination == .folder ? destinationDirectory : nil, tee.directory].flatMap { folder in
                    pattern(of: folder, in: root).map { Self.kept(prefix + $0, isRoot: $0.isEmpty) } ?? []
                }
        }.sorted()
    }

    /// A folder that keeps backups has nothing else in it, unless it is one of those that are backed up.
    private static func kept(_ prefix: String, isRoot: Bool) -> [String] {
        isRoot ? ["*.tar", ".*.partial", ".*.drivepipe.json"].map { prefix + $0 } : [prefix + "**"]
    }

    /// The way from a root to a folder in it, as a pattern with a slash at its end; empty for the root itself, nil outside.
    private func pattern(of folder: String?, in root: String) -> String? {
        guard let folder = folder?.withoutSlashes else { return nil }
        let root = root.withoutSlashes
        if folder == root { return "" }
        guard folder.hasPrefix(root + "/") else { return nil }
        return folder.dropFirst(root.count + 1).map { "[*?".contains($0) ? "[\($0)]" : String($0) }.joined() + "/"
    }
}
