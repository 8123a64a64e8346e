import ArgumentParser
import DriveSimulator
@preconcurrency import Glibc
import HTTPServing

/// Serves the simulated Drive until it is told to end.
@main
struct SimulatorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drive-simulator",
        abstract: "Google Drive v3 on 127.0.0.1, with faults on demand, for tests and demonstrations.",
        discussion: """
            Faults are injected by POST /_simulator/faults with a JSON list such as \
            [{"effect":"status","status":503,"on":"chunk","from":2}]; GET /_simulator/state shows files and counters.
            """)

    @Option(help: "Port on 127.0.0.1; 0 takes any free one.") var port: UInt16 = 0
    @Option(help: "Folder that keeps contents, one file for each Drive file; without it memory keeps them.")
    var store: String?
    @Flag(help: "Keep only sizes and checksums.") var discard = false
    @Option(help: "File that gets the port number once the simulator listens.") var portFile: String?
    @Option(help: "Storage quota in bytes; 0 is unlimited.") var quota: Int64 = 15 << 30
    @Option(help: "Upload bytes per second, all connections together.") var rateLimit: Int64?
    @Option(help: "Life of an access token in seconds.") var tokenLifetime = 3599
    @Flag(help: "Compute sha256Checksum.") var sha256 = false
    @Option var clientId: String?
    @Option var clientSecret: String?
    @Option var refreshToken: String?
    @Flag(help: "Let a device wait until POST /_simulator/device/approve or deny comes.") var approveByHand = false
    @Flag(help: "Take requests without an access token.") var noAuthorization = false

    func validate() throws {
        guard store == nil || !discard else { throw ValidationError("--store and --discard exclude each other.") }
    }

    func run() throws {
        // Blocked before any thread starts, so that only sigwait sees them.
        let endings = TerminationSignals()
        let simulator = try DriveSimulator(configuration)
        simulator.start()
        if let portFile { try write("\(simulator.port)\n", to: portFile) }
        print("drive-simulator listens on \(simulator.url)")
        fflush(stdout)
        endings.wait()
        simulator.stop()
    }

    private var configuration: DriveSimulator.Configuration {
        var configuration = DriveSimulator.Configuration()
        configuration.port = port
        configuration.storage = store.map { .folder($0) } ?? (discard ? .discard : .memory)
        configuration.quotaLimit = quota > 0 ? quota : nil
        configuration.rateLimit = rateLimit
        configuration.tokenLifetime = tokenLifetime
        configuration.sha256 = sha256
        configuration.clientID = clientId ?? configuration.clientID
        configuration.clientSecret = clientSecret ?? configuration.clientSecret
        configuration.refreshToken = refreshToken ?? configuration.refreshToken
        configuration.requireAuthorization = !noAuthorization
        if approveByHand { configuration.deviceApproval = .byHand }
        return configuration
    }

    /// Written under another name first: who waits for the file never sees it half written.
    private func write(_ text: String, to path: String) throws {
        let draft = path + ".new"
        guard let file = fopen(draft, "w") else { throw SimulatorError.cannotStore(path: path, errno: errno) }
        fputs(text, file)
        guard fclose(file) == 0, rename(draft, path) == 0 else {
            throw SimulatorError.cannotStore(path: path, errno: errno)
        }
    }
}
