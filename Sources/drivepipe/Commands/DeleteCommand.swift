import Agent
import ArgumentParser
import Catalog
import JSON
import Pipe

/// `drivepipe delete`: single backups, for good.
struct DeleteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete backups for good, past any trash.",
        discussion: """
            Refused, with exit code 1: what is pinned and the newest good backup, unless --force is given, and always \
            what this instance did not make.
            """)

    @OptionGroup var options: CommandOptions

    @Argument(help: "latest, ids as list shows them, or the eight digits that Home Assistant shows.")
    var backups: [String]

    @Flag(help: "Although it is pinned or the newest good one.")
    var force = false

    func run() throws {
        try options.run { [backups, force] tools in
            var deletion = Deletion()
            for text in backups {
                try tools.cancellation.check()
                do {
                    let target = BackupTarget(stored: text)
                    deletion.deleted.append(try tools.destination.delete(target, force: force, tools.cancellation))
                } catch {
                    try tools.cancellation.check()
                    deletion.refusals.append((text, JobFailure(error)))
                }
            }
            return deletion.result
        }
    }
}

/// What came of it.
private struct Deletion {
    var deleted: [CatalogEntry] = []
    var refusals: [(target: String, failure: JobFailure)] = []

    var result: WorkResult {
        var payload: [String: JSON] = [
            "deleted": .array(deleted.map(\.payload)),
            "refused": .array(
                refusals.map { refusal in
                    .object((refusal.failure.payload.object ?? [:]).merging(["target": .string(refusal.target)]) { $1 })
                }),
        ]
        if let first = refusals.first { payload.merge(first.failure.payload.object ?? [:]) { $1 } }
        return WorkResult(
            status: refusals.isEmpty ? .done : .failed,
            sentence: "Deleted: \(deleted.count). Not deleted: \(refusals.count).",
            details: refusals.map { "\($0.target): \($0.failure.message)" }, payload: .object(payload))
    }
}
