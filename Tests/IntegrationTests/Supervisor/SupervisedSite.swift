import Agent
import Archive
import Backup
import DriveSimulator
import FoundationEssentials
import JSON
import Logging
import Pipe
import Supervisor
import SupervisorSimulator
import TestSupport

/// A site with a Supervisor, which has two apps.
final class SupervisedSite: Sendable {
    let site: Site
    let supervisor: SupervisorSimulator
    let log = LogLines()

    var drive: DriveSimulator { site.drive }
    var folder: TemporaryFolder { site.folder }

    /// - Parameter change: of what the simulated system is.
    init(
        kibibytes: Int = 64, drive settings: DriveSimulator.Configuration = .init(),
        _ change: (inout SupervisorSimulator.Configuration) -> Void = { _ in }
    ) async throws {
        site = try await Site(kibibytes: kibibytes, drive: settings)
        for name in ["backups", "share", "mosquitto", "ssh"] { try site.folder.makeFolder(name) }
        try site.folder.write("shared\n", to: "share/note.txt")
        try site.folder.write(String(repeating: "retained\n", count: 5_000), to: "mosquitto/mosquitto.db")
        try site.folder.write("key\n", to: "ssh/id")
        var configuration = SupervisorSimulator.Configuration(backups: site.folder.path("backups"))
        configuration.apps = [
            SimulatedApp(
                slug: "core_mosquitto", name: "Mosquitto broker", version: "7.0.1", data: site.folder.path("mosquitto")),
            SimulatedApp(slug: "core_ssh", name: "Terminal", version: "11.0.0", data: site.folder.path("ssh")),
        ]
        configuration.folders = ["share": site.folder.path("share")]
        configuration.homeAssistant = site.folder.path("config")
        change(&configuration)
        supervisor = try SupervisorSimulator(configuration)
        supervisor.start()
    }

    deinit { supervisor.stop() }

    func configuration(_ mode: Configuration.SupervisorMode = .off) -> Configuration {
        var configuration = site.configuration
        configuration.source.folders = [.share: site.folder.path("share")]
        configuration.supervisor.mode = mode
        configuration.supervisor.url = supervisor.url
        configuration.supervisor.token = Secret("supervisor-simulator-token")
        configuration.supervisor.pollPause = 0.05
        return configuration
    }

    /// Makes one backup, and returns how it ended.
    func backUp(
        _ configuration: Configuration, origin: BackupOrigin? = nil, cancellation: Cancellation = Cancellation(),
        meter: ProgressMeter = ProgressMeter(startedAt: Date())
    ) async -> JobOutcome {
        let log = Logger(label: "test") { [log] _ in log }
        let job = Job(id: "j", nameFrom: "N", origin: origin, trigger: .cli, startedAt: Date())
        let tools = JobTools(
            configuration: configuration, destination: DriveAccount(configuration, log: log), meter: meter,
            cancellation: cancellation, log: log)
        return await BackupJob(job, tools).run()
    }

    /// What is in Drive, whole.
    var storedBytes: [[UInt8]] {
        site.backups.compactMap { drive.content(of: $0.id).map { Array($0) } }
    }

    /// The one backup that is in Drive, unpacked below `restored`.
    func restore(password: String? = nil) throws -> RestoreSummary {
        let path = try saved()
        try folder.makeFolder("restored")
        return try BackupRestorer(LocalBackupFile(path), secret: password.map { .init(password: $0) })
            .restore(into: folder.path("restored"))
    }

    /// The one backup that is in Drive, looked through.
    func verified(password: String? = nil) throws -> VerificationReport {
        try BackupVerifier(LocalBackupFile(try saved()), secret: password.map { .init(password: $0) }).verify(.full)
    }

    private func saved() throws -> String {
        guard let bytes = storedBytes.first, storedBytes.count == 1 else {
            throw TestFailure("not one backup is in Drive, but \(storedBytes.count)")
        }
        try Data(bytes).write(to: URL(filePath: folder.path("stored.tar")))
        return folder.path("stored.tar")
    }

    func requests(_ line: String) -> Int { supervisor.requests.count { $0.line.hasPrefix(line) } }
}

extension JobOutcome {
    /// Nil for any other end.
    var result: JobResult? {
        if case .completed(let result) = self { result } else { nil }
    }

    var failure: JobFailure? {
        if case .failed(let failure) = self { failure } else { nil }
    }
}
