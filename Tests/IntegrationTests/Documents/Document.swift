import FoundationEssentials
import TestSupport

/// A document of the repository, as the tests that hold it against the program read it.
struct Document {
    let path: String
    let text: String

    init(_ name: String) throws {
        path = Repository.path(name)
        text = try String(contentsOf: URL(filePath: path), encoding: .utf8)
    }

    /// The rows of the first table below a heading, cell by cell, without the table's own head.
    func table(below heading: String) throws -> [[String]] {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard let start = lines.firstIndex(where: { $0.hasPrefix("#") && $0.drop { "# ".contains($0) } == heading })
        else { throw TestFailure("\(path) has no heading \(heading)") }
        let section = lines[(start + 1)...].prefix { !$0.hasPrefix("#") }
        return section.drop { !$0.hasPrefix("|") }.prefix { $0.hasPrefix("|") }.dropFirst(2).map { line in
            line.split(separator: "|").map { $0.trimmed }
        }
    }

    /// The words in backticks of the table's first column.
    func names(below heading: String) throws -> [String] {
        try table(below: heading).flatMap { $0.first?.quoted ?? [] }
    }

    /// What stands between `<!-- name -->` and `<!-- end -->`.
    func part(_ name: String) throws -> String {
        guard let range = range(of: name) else { throw TestFailure("\(path) has no part \(name)") }
        return String(text[range])
    }

    /// Writes another text there.
    func replace(_ name: String, with part: String) throws {
        guard let range = range(of: name) else { throw TestFailure("\(path) has no part \(name)") }
        let changed = text[..<range.lowerBound] + part + text[range.upperBound...]
        try Data(changed.utf8).write(to: URL(filePath: path))
    }

    private func range(of name: String) -> Range<String.Index>? {
        guard let start = text.firstRange(of: "<!-- \(name) -->\n"),
            let end = text[start.upperBound...].firstRange(of: "<!-- end -->")
        else { return nil }
        return start.upperBound..<end.lowerBound
    }
}

extension StringProtocol {
    /// Words in backticks.
    var quoted: [String] {
        let parts = split(separator: "`", omittingEmptySubsequences: false)
        return parts.indices.filter { !$0.isMultiple(of: 2) }.map { String(parts[$0]) }
    }

    fileprivate var trimmed: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
