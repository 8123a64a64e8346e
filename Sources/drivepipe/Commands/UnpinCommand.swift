import Agent
import ArgumentParser
import Catalog
import JSON

/// `drivepipe unpin`: a backup goes by the rules again.
struct UnpinCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unpin", abstract: "Hand a pinned backup back to the rules; its note goes too.")

    @OptionGroup var options: CommandOptions

    @Argument(help: "latest, an id as list shows it, or the eight digits that Home Assistant shows.")
    var backup: String

    func run() throws {
        try options.run { [backup] tools in
            let unpinned = try tools.destination.unpin(BackupTarget(stored: backup), tools.cancellation)
            return WorkResult(sentence: "\(unpinned.name) is not pinned.", payload: unpinned.payload)
        }
    }
}
