import Drive
import DriveSimulator
import HTTP
import Pipe

/// A simulator on a free port and what it takes to talk to it without long waits.
final class SimulatedDrive: Sendable {
    static let quantum = 256 * 1024

    let simulator: DriveSimulator
    let settings: DriveSettings
    let token: AccessToken

    init(
        _ configure: (inout DriveSimulator.Configuration) -> Void = { _ in },
        settings change: (inout DriveSettings) -> Void = { _ in }
    ) throws {
        var configuration = DriveSimulator.Configuration()
        configure(&configuration)
        simulator = try DriveSimulator(configuration)
        simulator.start()
        var settings = DriveSettings()
        settings.apiURL = simulator.url
        settings.requestBackoff.second = 0.001
        settings.transferBackoff.second = 0.001
        change(&settings)
        self.settings = settings
        token = AccessToken(
            Credentials(
                clientID: configuration.clientID, clientSecret: configuration.clientSecret,
                refreshToken: configuration.refreshToken), oauthURL: simulator.url)
    }

    deinit {
        simulator.stop()
    }

    func client(_ cancellation: Cancellation = Cancellation()) -> DriveClient {
        DriveClient(settings, token: token, cancellation: cancellation)
    }

    /// Uploads on this thread what a producer writes on another.
    func upload(
        _ bytes: ArraySlice<UInt8>, chunkSize: Int = quantum, cancellation: Cancellation = Cancellation(),
        blockSize: Int = 50_000, ending: Producer.Ending = .finish,
        progress: @escaping (UploadProgress) -> Void = { _ in }
    ) throws -> DriveFile {
        let pipe = Pipe(blockCount: 3, blockSize: blockSize)
        Producer(bytes: bytes, ending: ending).start(pipe.makeWriter())
        cancellation.onRequest { pipe.abort(CancellationRequested()) }
        let session = UploadSession(
            client: client(cancellation), file: NewFile(name: "backup.tar"), chunkSize: chunkSize, progress: progress)
        return try session.run(reader: pipe.makeReader())
    }

    func requests(_ kinds: RequestKind...) -> [RecordedRequest] {
        simulator.requests.filter { kinds.contains($0.kind) }
    }
}
