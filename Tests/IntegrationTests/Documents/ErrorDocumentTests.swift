import FoundationEssentials
import TestSupport
import Testing

/// `docs/ERRORS.md` and the sources say the same codes.
@Suite struct ErrorDocumentTests {
    @Test func `every code of the sources is in the documentation, and none else`() throws {
        let document = try text("docs/ERRORS.md")
        let documented = Set(document.split(separator: "\n").flatMap(Self.codes(inLine:)))
        let written = try Set(Self.sources().flatMap(Self.codes(inSource:)))
        #expect(written.count > 70)
        #expect(written.subtracting(documented).sorted() == [], "not documented")
        #expect(documented.subtracting(written).sorted() == [], "not in the sources")
    }

    private func text(_ name: String) throws -> String {
        try String(contentsOf: URL(filePath: Repository.path(name)), encoding: .utf8)
    }

    /// Names of fields that the text mentions.
    private static let fields: Set = ["retry_at", "error", "state"]

    /// Words in backticks that stand in the first column of a table, or in the last section's text.
    private static func codes(inLine line: Substring) -> [String] {
        let part =
            line.hasPrefix("| `")
            ? line.split(separator: "|")[0] : line.contains("_") && !line.hasPrefix("|") ? line : ""
        let words = part.split(separator: "`", omittingEmptySubsequences: false)
        let quoted = words.indices.filter { !$0.isMultiple(of: 2) }.map { String(words[$0]) }
        return quoted.filter { !fields.contains($0) && isCode($0) }
    }

    /// What the sources of the program give as a code: in a property `code`, as an argument of that name, in an enum `Code`.
    private static func codes(inSource source: String) -> [String] {
        var codes: [String] = []
        var isInside = false
        for line in source.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.contains("var code: String {") || line.contains("enum Code: String") { isInside = true }
            if isInside || line.contains("code: \"") { codes += literals(in: line) }
            if line.hasPrefix("    }") || line.contains("}") && line.contains("var code") { isInside = false }
        }
        return codes
    }

    private static func literals(in line: Substring) -> [String] {
        let names = line.split(separator: "case ")
        if names.count == 2, names[0].allSatisfy(\.isWhitespace), !line.contains("\""), !line.contains(".") {
            return names[1].split(separator: ",").map { $0.filter { !$0.isWhitespace } }
        }
        let words = line.split(separator: "\"", omittingEmptySubsequences: false)
        return words.indices.filter { !$0.isMultiple(of: 2) }.map { String(words[$0]) }.filter(isCode)
    }

    private static func isCode(_ word: String) -> Bool {
        !word.isEmpty && word.allSatisfy { $0.isASCII && ($0.isLowercase || $0 == "_") }
    }

    private static func sources() throws -> [String] {
        let root = Repository.path("Sources")
        let names = try FileManager.default.subpathsOfDirectory(atPath: root)
        let program = names.filter {
            $0.hasSuffix(".swift") && !$0.contains("imulator") && !$0.hasPrefix("HTTPServing/")
                && !$0.hasPrefix("Catalog/")
        }
        return try program.map { try String(contentsOf: URL(filePath: "\(root)/\($0)"), encoding: .utf8) }
    }
}
