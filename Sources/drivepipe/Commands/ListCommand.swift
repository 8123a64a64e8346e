import Agent
import ArgumentParser
import Catalog
import FoundationEssentials
import JSON

/// `drivepipe list`: what is there.
struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the backups that are there, newest first.",
        discussion: "Those that this instance did not make come last, are marked foreign, and are never touched.")

    @OptionGroup var options: CommandOptions

    func run() throws {
        try options.run { tools in WorkResult(try tools.destination.catalog(tools.cancellation)) }
    }
}

extension WorkResult {
    fileprivate init(_ catalog: Catalog) {
        let foreign = catalog.foreign.isEmpty ? "" : " Foreign: \(catalog.foreign.count)."
        self.init(
            sentence: "Backups: \(catalog.own.count), \(String(bytes: catalog.totalSize)).\(foreign)",
            output: catalog.own.isEmpty && catalog.foreign.isEmpty ? [] : catalog.table.lines,
            payload: [
                "instance": .string(catalog.instance), "count": .integer(Int64(catalog.own.count)),
                "total_bytes": .integer(catalog.totalSize), "backups": .array(catalog.own.map(\.payload)),
                "foreign": .array(catalog.foreign.map(\.payload)),
            ])
    }
}

extension Catalog {
    fileprivate var table: TextTable {
        var table = TextTable([
            // What may be of any length stands at the end.
            ("DATE", .left), ("SIZE", .right), ("KIND", .left), ("SERIES", .left), ("PINNED", .left), ("STATE", .left),
            ("ID", .left), ("NAME", .left),
        ])
        for entry in own { table.add(entry.row(state: entry.trust.word)) }
        for entry in foreign { table.add(entry.row(state: "foreign")) }
        return table
    }
}

extension CatalogEntry {
    fileprivate func row(state: String) -> [String] {
        [
            date.localText, String(bytes: size), instance == nil ? "-" : kind.rawValue, series ?? "-",
            isPinned ? "pinned" : "-",
            state, id, name,
        ]
    }
}
