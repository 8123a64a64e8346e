// How the name of a member in a backup is read.
extension String {
    /// The name as readers compare it: `./` before it or not.
    var withoutDotSlash: String { hasPrefix("./") ? String(dropFirst(2)) : self }

    var isManifestName: Bool { withoutDotSlash == "backup.json" }

    /// What a member of this name is a copy of, as `homeassistant`, `addons_local` or an app's slug; nil for one that
    /// readers ignore.
    package var memberPart: String? {
        let name = withoutDotSlash
        return [".tar.gz", ".tgz", ".tar"].first(where: name.hasSuffix).map { String(name.dropLast($0.count)) }
    }
}
