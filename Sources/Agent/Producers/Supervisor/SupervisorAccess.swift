import HTTP
import Logging
import Pipe
import Supervisor

/// The Supervisor as the configuration names it.
struct SupervisorAccess: Sendable {
    let configuration: Configuration.Supervisor
    /// Which agent this is.
    let instance: String
    let log: Logger

    init(_ configuration: Configuration, _ log: Logger) {
        self.configuration = configuration.supervisor
        instance = configuration.mqtt.node
        self.log = log
    }

    /// - Throws: `SupervisorError.noToken`.
    func client(_ cancellation: Cancellation) throws(SupervisorError) -> SupervisorClient {
        SupervisorClient(try settings(), cancellation: cancellation)
    }

    /// For what must not wait long: it asks once.
    func hastyClient() throws(SupervisorError) -> SupervisorClient {
        var settings = try settings()
        settings.requestBackoff = .init(patience: 0)
        settings.http.stallTimeout = 10
        return SupervisorClient(settings, cancellation: Cancellation())
    }

    /// For what tidies up in the background: a Supervisor that is away for an hour is waited for.
    func patientClient() throws(SupervisorError) -> SupervisorClient {
        var settings = try settings()
        settings.requestBackoff = .init(patience: 3600)
        return SupervisorClient(settings, cancellation: Cancellation())
    }

    private func settings() throws(SupervisorError) -> SupervisorSettings {
        var settings = try SupervisorSettings(url: configuration.url, token: configuration.token?.value)
        settings.pollPause = configuration.pollPause
        settings.willRetry = { [log] error, seconds in
            log.info("\(error) The next attempt follows in \(Int(seconds.rounded(.up))) s.")
        }
        return settings
    }
}
