import Agent
import Catalog
import Drive
import DriveSimulator
import FoundationEssentials
import JSON
import Logging
import Pipe
import Synchronization
import TestSupport

/// Backups in a simulated Drive, one a day at noon and ten bytes each, and an account that sees them.
final class Stock: Sendable {
    let drive: DriveSimulator
    let account: DriveAccount
    let cancellation = Cancellation()
    private let configuration: Configuration
    private let folder: TemporaryFolder
    private let actions = Mutex<[String: @Sendable () -> Void]>([:])

    init(days: Int) throws {
        let settings = DriveSimulator.Configuration()
        drive = try DriveSimulator(settings)
        drive.start()
        folder = try TemporaryFolder()
        let credentials: JSON = [
            "client_id": .string(settings.clientID), "client_secret": .string(settings.clientSecret),
            "refresh_token": .string(settings.refreshToken),
        ]
        var configuration = Configuration()
        configuration.mqtt.node = "home"
        configuration.retention.policy = RetentionPolicy()
        configuration.drive.credentials = try folder.write(
            String(decoding: credentials.text, as: UTF8.self), to: "credentials.json")
        configuration.drive.apiURL = drive.url
        configuration.drive.oauthURL = drive.url
        self.configuration = configuration
        account = DriveAccount(configuration, log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        for day in 0..<days { try add("day \(day)", day: day, ["slug": .string("0000000\(day)")]) }
    }

    deinit {
        drive.stop()
    }

    /// Does something on the job's thread when it logs this.
    func onLog(_ message: String, _ action: @escaping @Sendable () -> Void) {
        actions.withLock { $0[message] = action }
    }

    private var log: Logger {
        let actions = actions.withLock { $0 }
        return Logger(label: "test") { _ in ActingLogHandler(actions: actions) }
    }

    var files: [StoredFile] { drive.files.filter { !$0.isFolder } }
    var names: [String] { files.map(\.name) }

    /// - Parameter notes: beside or in place of those of a verified backup of this instance.
    func add(_ name: String, day: Int, _ notes: [String: JSON] = [:]) throws {
        let date = Date(timeIntervalSince1970: 1_780_000_000 + TimeInterval(day) * 86_400)
        let mark = BackupMark(instance: "home", slug: "", date: date.payloadText, kind: .full)
        let properties = mark.properties.mapValues(JSON.string)
            .merging(["verified": .string(date.payloadText)]) { $1 }.merging(notes) { $1 }
        try drive.put(
            ["name": .string(name), "appProperties": .object(properties)], content: Array(repeating: 1, count: 10))
    }

    func prune(_ change: (inout PruneOptions) -> Void) async throws -> PruneResult {
        let outcome = await outcome(change)
        guard case .pruned(let result) = outcome else { throw TestFailure("\(outcome)") }
        return result
    }

    func outcome(_ change: (inout PruneOptions) -> Void) async -> JobOutcome {
        var options = PruneOptions(trigger: .cli)
        change(&options)
        return await PruneJob(
            options, configuration: configuration, destination: account, cancellation: cancellation, log: log
        ).run()
    }
}

/// A log that does something at certain messages.
private struct ActingLogHandler: LogHandler {
    let actions: [String: @Sendable () -> Void]
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info

    init(actions: [String: @Sendable () -> Void]) {
        self.actions = actions
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        actions[event.message.description]?()
    }
}
