/// Which of the restored paths are wanted: those that match a pattern, with all that lies below them.
package struct Selection: Sendable {
    private let patterns: [(text: String, glob: Glob)]
    private var used: Set<Int> = []

    /// - Parameter patterns: globs over restored paths, such as `homeassistant/.storage`; none means everything.
    package init(_ patterns: [String] = []) {
        self.patterns = patterns.map { ($0, Glob($0)) }
    }

    /// Patterns that have matched nothing so far.
    package var unused: [String] {
        patterns.indices.filter { !used.contains($0) }.map { patterns[$0].text }
    }

    /// Whether a path is wanted.
    mutating func selects(_ path: EntryPath) -> Bool {
        if patterns.isEmpty { return true }
        let names = Glob.segments(of: path.bytes)
        for (index, pattern) in patterns.enumerated() where pattern.glob.matchesOrHolds(segments: names) {
            used.insert(index)
            return true
        }
        return false
    }

    /// Whether anything in a folder can be wanted, or the folder itself.
    package func mayReach(into folder: EntryPath) -> Bool {
        let names = Glob.segments(of: folder.bytes)
        return patterns.isEmpty || patterns.contains { $0.glob.reaches(segments: names) }
    }
}
