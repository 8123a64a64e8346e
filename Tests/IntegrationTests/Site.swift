import Agent
import DriveSimulator
import FoundationEssentials
import Glibc
import JSON
import Logging
import TestSupport

/// A Home Assistant folder, a broker and a Drive of a test's own, and what an agent has to know of them.
final class Site: Sendable {
    let broker: MosquittoBroker
    let drive: DriveSimulator
    let folder: TemporaryFolder

    /// - Parameters:
    ///   - kibibytes: of content that does not compress, beside a few small files.
    ///   - lines: further ones of the broker's configuration.
    init(
        kibibytes: Int = 256, drive settings: DriveSimulator.Configuration = .init(), broker lines: [String] = []
    ) async throws {
        broker = try await MosquittoBroker(settings: lines)
        folder = try TemporaryFolder()
        drive = try DriveSimulator(settings)
        drive.start()
        try folder.makeFolder("config/.storage")
        try folder.makeFolder("state")
        try folder.write("2026.11.0", to: "config/.HA_VERSION")
        try folder.write("homeassistant:\n", to: "config/configuration.yaml")
        try folder.write(#"{"version": 1}"#, to: "config/.storage/core.config")
        try Data(Self.noise(kibibytes << 10)).write(to: URL(filePath: folder.path("config/picture.jpg")))
        let credentials: JSON = [
            "client_id": .string(settings.clientID), "client_secret": .string(settings.clientSecret),
            "refresh_token": .string(settings.refreshToken),
        ]
        try folder.write(String(decoding: credentials.text, as: UTF8.self), to: "credentials.json")
        chmod(folder.path("credentials.json"), 0o600)
    }

    deinit {
        drive.stop()
        broker.stop()
    }

    var configuration: Configuration {
        var configuration = Configuration()
        configuration.mqtt.port = Int(broker.port)
        configuration.source.config = folder.path("config")
        configuration.source.folders = [:]
        configuration.drive.credentials = folder.path("credentials.json")
        configuration.drive.chunkSize = 256 << 10
        configuration.drive.apiURL = drive.url
        configuration.drive.oauthURL = drive.url
        configuration.stateDirectory = folder.path("state")
        configuration.discoveryDirectory = Repository.path("discovery")
        return configuration
    }

    /// Settings for an agent that sees its broker through a relay.
    func configuration(through relay: BrokerRelay) -> Configuration {
        var configuration = configuration
        configuration.mqtt.port = Int(relay.port)
        return configuration
    }

    /// The same for a program of its own.
    var environment: [String: String] {
        [
            "DRIVEPIPE_MQTT_PORT": "\(broker.port)", "DRIVEPIPE_SOURCE_CONFIG": folder.path("config"),
            "DRIVEPIPE_SOURCE_FOLDERS_SHARE": "", "DRIVEPIPE_SOURCE_FOLDERS_SSL": "",
            "DRIVEPIPE_SOURCE_FOLDERS_MEDIA": "", "DRIVEPIPE_DRIVE_CREDENTIALS": folder.path("credentials.json"),
            "DRIVEPIPE_DRIVE_CHUNK_SIZE": "256KiB", "DRIVEPIPE_DRIVE_API_URL": drive.url,
            "DRIVEPIPE_DRIVE_OAUTH_URL": drive.url, "DRIVEPIPE_STATE_DIR": folder.path("state"),
            "DRIVEPIPE_DISCOVERY_DIR": Repository.path("discovery"),
        ]
    }

    /// Files in Drive that are no folders.
    var backups: [StoredFile] {
        drive.files.filter { !$0.mimeType.hasSuffix("folder") }
    }

    private static func noise(_ count: Int) -> [UInt8] {
        var random = SystemRandomNumberGenerator()
        let words = (0..<(count + 7) / 8).map { _ in random.next() as UInt64 }
        return words.withUnsafeBytes { Array($0.prefix(count)) }
    }
}

/// An agent in this process, ended with the test.
final class RunningAgent: Sendable {
    private let task: Task<RivalError?, Never>
    private let stopping: AsyncStream<Void>.Continuation

    /// - Parameter lines: takes every line of the log, of all levels; nil: only what is critical is shown.
    init(_ configuration: Configuration, log lines: LogLines? = nil, clock: AgentClock = AgentClock()) {
        let (stream, continuation) = AsyncStream<Void>.makeStream()
        stopping = continuation
        var log = Logger(label: "test")
        log.logLevel = .critical
        if let lines { log = Logger(label: "test") { _ in lines } }
        let agent = Agent(configuration, log: log, clock: clock)
        task = Task {
            do throws(RivalError) {
                try await agent.run(stop: stream)
                return nil
            } catch {
                return error
            }
        }
    }

    /// Ends it as SIGTERM does, and waits.
    func stop() async {
        leave()
        _ = await task.value
    }

    /// The same without waiting.
    func leave() {
        stopping.yield()
    }

    /// Waits for it to end by itself.
    /// - Returns: the other agent, if it ended because of one.
    func end() async -> RivalError? { await task.value }

    deinit {
        stopping.yield()
    }
}

enum Repository {
    static func path(_ name: String) -> String {
        #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" } + "/" + name
    }
}
