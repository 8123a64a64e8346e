/// Lines of columns, each as wide as its widest text.
struct TextTable {
    /// How the texts of a column stand in it.
    enum Alignment { case left, right }

    private let alignments: [Alignment]
    private var rows: [[String]] = []

    init(_ columns: [(title: String, Alignment)]) {
        alignments = columns.map(\.1)
        rows = [columns.map(\.title)]
    }

    mutating func add(_ row: [String]) {
        rows.append(row)
    }

    /// The titles first; two spaces between columns and none at the end.
    var lines: [String] {
        let widths = alignments.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = row.indices.map { column in
                let padding = String(repeating: " ", count: widths[column] - row[column].count)
                return alignments[column] == .left ? row[column] + padding : padding + row[column]
            }
            let line = cells.joined(separator: "  ")
            return String(line.prefix(line.count - line.reversed().prefix { $0 == " " }.count))
        }
    }
}
