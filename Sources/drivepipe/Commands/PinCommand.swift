import Agent
import ArgumentParser
import Catalog
import JSON

/// `drivepipe pin`: a backup that stays.
struct PinCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pin", abstract: "Keep a backup until it is unpinned.")

    @OptionGroup var options: CommandOptions

    @Argument(help: "latest, an id as list shows it, or the eight digits that Home Assistant shows.")
    var backup: String

    @Option(help: "What to remember it by, about a hundred letters.")
    var note: String?

    func run() throws {
        try options.run { [backup, note] tools in
            let pinned = try tools.destination.pin(BackupTarget(stored: backup), note: note, tools.cancellation)
            return WorkResult(sentence: "\(pinned.name) is pinned.", payload: pinned.payload)
        }
    }
}
