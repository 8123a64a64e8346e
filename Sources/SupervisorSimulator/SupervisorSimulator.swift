import HTTPServing
import Pipe
import Synchronization

/// Home Assistant's Supervisor on 127.0.0.1, as far as backups are concerned: real files in a folder, jobs that take their
/// steps, one backup or freeze at a time, roles, and faults on demand.
///
/// Read from the Supervisor's sources at `090ef31ec` (2026-08-21): its first API (`addons`, not `apps`), its words for
/// refusals, its format of a backup. Members are put together in memory: a simulated system is small.
package final class SupervisorSimulator: Sendable {
    package let configuration: Configuration
    let system = Mutex(SystemState())
    let stopping = Cancellation()
    let faults = FaultPlan()
    let log = Mutex<[RecordedRequest]>([])
    let runs = RunCounter()
    private let server: HTTPServer

    /// - Throws: `CannotListen`.
    package init(_ configuration: Configuration) throws {
        self.configuration = configuration
        server = try HTTPServer(port: configuration.port, readTimeout: 60)
        reload()
    }

    package var url: String { "http://127.0.0.1:\(server.port)" }

    /// Begins to answer, on threads of its own.
    package func start() {
        server.start { [unowned self] request, body in try reply(to: request, body) }
    }

    /// Ends all connections and backups, and waits for them. It cannot be started again.
    package func stop() {
        stopping.request()
        server.stop()
        runs.waitForNone()
    }
}
