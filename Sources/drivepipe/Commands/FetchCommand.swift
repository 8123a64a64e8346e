import Agent
import ArgumentParser
import Backup
import JSON

/// `drivepipe fetch`: a stored backup into a folder, as it is.
struct FetchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fetch", abstract: "Bring a backup into a folder, untouched.",
        discussion: """
            Into Home Assistant's folder `backups`, for instance, from where it can be restored in Home Assistant. The \
            file gets its name when all of it is there and its checksum is right.
            """)

    @OptionGroup var options: StoredBackupOptions

    @Option(name: .customLong("to"), help: "The folder.")
    var folder: String

    @Flag(help: "Replace a file of the same name.")
    var overwrite = false

    func run() throws {
        try options.run(phase: .fetching) { [folder, overwrite] file, tools, meter in
            let job = FetchJob(file, to: folder, overwrite: overwrite, meter: meter, cancellation: tools.cancellation)
            let path = try job.run()
            return WorkResult(
                sentence: "The backup is in \(path).",
                payload: ["path": .string(path), "name": .string(file.name), "size_bytes": .integer(file.size)])
        }
    }
}
