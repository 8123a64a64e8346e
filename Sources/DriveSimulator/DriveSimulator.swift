import HTTPServing
import Synchronization

/// Google Drive v3 with its OAuth endpoints, on 127.0.0.1, with faults on demand.
package final class DriveSimulator: Sendable {
    let configuration: Configuration
    let drive: Mutex<Drive>
    let sessions = UploadSessions()
    let tokens: AccessTokens
    let deviceCodes: DeviceCodes
    let faults = FaultPlan()
    let log = RequestLog()
    let limiter: RateLimiter?
    private let server: HTTPServer

    /// Binds the port; requests are answered from `start` on.
    /// - Throws: `SimulatorError`.
    package init(_ configuration: Configuration = .init()) throws {
        self.configuration = configuration
        try configuration.storage.prepare()
        drive = Mutex(
            Drive(
                quotaLimit: configuration.quotaLimit, otherUsage: configuration.usage,
                sharedDriveRole: configuration.sharedDriveRole))
        tokens = AccessTokens(lifetime: configuration.tokenLifetime, refreshToken: configuration.refreshToken)
        deviceCodes = DeviceCodes(
            configuration.deviceApproval, interval: configuration.deviceInterval,
            lifetime: configuration.deviceLifetime)
        limiter = configuration.rateLimit.map { RateLimiter(bytesPerSecond: $0) }
        server = try HTTPServer(port: configuration.port, readTimeout: configuration.readTimeout)
    }

    /// The id of the one shared drive.
    package static let sharedDriveID = Drive.sharedDriveID

    /// The port on 127.0.0.1.
    package var port: UInt16 { server.port }

    /// Base of all addresses, without a trailing slash.
    package var url: String { "http://127.0.0.1:\(port)" }

    package func start() {
        server.start { [unowned self] request, body in try reply(to: request, body) }
    }

    /// Ends all connections and open sessions; returns when every thread is done.
    package func stop() {
        server.stop()
        sessions.removeAll()
    }
}
