import Agent
import ArgumentParser
import Backup
import FoundationEssentials
import JSON
import Pipe

/// `drivepipe restore`: a backup back into a folder.
struct RestoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Unpack a backup, or some paths of it, into a folder.",
        discussion: """
            The folder gets homeassistant/, share/, ssl/, media/ and so on, as far as they are in the backup. Only what \
            is needed is fetched, and nothing is stored on the way. Exit codes: 0 done, 1 failed, 3 done with warnings.
            """)

    @OptionGroup var options: StoredBackupOptions

    @Option(name: .customLong("to"), help: "The folder; it is made if the one that it lies in is there.")
    var folder: String

    @Option(help: "Only this path and all below it, such as homeassistant/.storage; a pattern; may be repeated.")
    var only: [String] = []

    @Flag(help: "Replace files that exist.")
    var overwrite = false

    func run() throws {
        let choice = TreeExtractor.Options(overwrites: overwrite, selection: Selection(only))
        try options.run(phase: .restoring) { [folder] file, tools, meter in
            if let stored = file as? StoredBackup, stored.isStream { throw TargetError.stream(file.name) }
            let restorer = BackupRestorer(
                file, secret: tools.configuration.backup.secret, options: choice, cancellation: tools.cancellation,
                report: { progress in meter.update { $0.apply(progress) } })
            return WorkResult(try restorer.restore(into: folder), folder)
        }
    }
}

extension WorkResult {
    fileprivate init(_ summary: RestoreSummary, _ folder: String) {
        let warnings = summary.notices.warningCount
        let exceptions = warnings > 0 ? ", except for what is listed above" : ""
        self.init(
            status: warnings > 0 ? .warnings : .done,
            sentence: "\(summary.files) files, \(summary.directories) folders and \(summary.links) links are in "
                + "\(folder)\(exceptions).",
            details: summary.notices.list.map(\.description),
            payload: [
                "path": .string(folder), "files": .integer(Int64(summary.files)),
                "directories": .integer(Int64(summary.directories)), "links": .integer(Int64(summary.links)),
                "bytes": .integer(summary.bytes), "refused": .integer(Int64(summary.refused)),
                "warnings": .integer(Int64(warnings)),
                "notices": .array(summary.notices.list.map { .string($0.description) }),
            ])
    }
}
