import FoundationEssentials
import TestSupport

/// docs/UPLOAD.md, whose table lies between two comments.
struct ChaosDocument {
    struct Row {
        let name: String
        let alone: String
        let pairs: String
        let ending: String

        var pairsAreFull: Bool {
            let counts = pairs.split(separator: "/")
            return counts.count == 2 && counts[0] == counts[1] && counts[0] != "0"
        }
    }

    private static let path =
        #filePath.split(separator: "/").dropLast(4).reduce("") { "\($0)/\($1)" } + "/docs/UPLOAD.md"
    private static let start = "<!-- written by `make chaos` -->"
    private static let end = "<!-- end of what `make chaos` writes -->"

    private let before: Substring
    private let table: Substring
    private let after: Substring

    init() throws {
        let text = try String(contentsOfFile: Self.path, encoding: .utf8)
        guard let start = text.firstRange(of: Self.start), let end = text.firstRange(of: Self.end) else {
            throw TestFailure("docs/UPLOAD.md has no place for the table")
        }
        before = text[..<start.upperBound]
        table = text[start.upperBound..<end.lowerBound]
        after = text[end.lowerBound...]
    }

    var rows: [Row] {
        table.split(separator: "\n").filter { $0.hasPrefix("| ") }.dropFirst(2).compactMap { line in
            let cells = line.dropFirst(2).dropLast(2).components(separatedBy: " | ")
            guard cells.count == 4 else { return nil }
            return Row(name: cells[0], alone: cells[1], pairs: cells[2], ending: cells[3])
        }
    }

    func write(_ table: ChaosTable, alone: Int, pairs: Int) throws {
        let counts = "\(alone) uploads with one fault, \(pairs) with two; each with a new simulator."
        let text = ([String(before), ""] + [counts, ""] + table.lines + ["", String(after)]).joined(separator: "\n")
        try text.write(toFile: Self.path, atomically: true, encoding: .utf8)
    }
}
