import FoundationEssentials
import JSON
import Logging
import MQTT

// Reports that nobody asks for: what is due later, how the process fares, and lines of the log.
extension Agent {
    /// What is to be reported.
    enum Report: Sendable {
        /// What could wait a moment.
        case state
        case health
        /// Home Assistant has started: it wants to see everything again.
        case everything
        case line(LogLine)
    }

    /// Seconds between two reports of the process's numbers while nothing happens.
    private static let healthInterval = 6 * 3_600.0

    func handle(_ report: Report) {
        switch report {
        case .state:
            reported.state.isDue()
            publishState(canWait: true)
        case .health: publishHealth()
        case .everything: republish()
        case .line(let line): publish(line)
        }
    }

    /// - Parameter canWait: a moment later is soon enough.
    func publishState(canWait: Bool = false) {
        reportToService()
        let now = Date()
        let payload = stateReport.payload(at: now)
        switch reported.state.decide(payload, canWait: canWait, at: now) {
        case .send: send(topics.state, payload, retained: true)
        case .later(let seconds): enter(.report(.state), after: seconds)
        case .nothing: break
        }
    }

    func publishHealth() {
        let payload = HealthReport.payload(
            uptime: clock.now().timeIntervalSince(startedAt), reconnects: max(0, broker.count - 1),
            queue: machine.line.places.count + errands.waitingCount)
        send(MQTTMessage(topic: topics.health, payload: payload.text, qos: .atMostOnce, retained: true))
    }

    /// Reports the process's numbers now and then until the task is cancelled.
    func watchHealth() -> Task<Void, Never> {
        let enter = enter
        return Task {
            while (try? await Task.sleep(for: .seconds(Self.healthInterval))) != nil {
                enter.yield(.report(.health))
            }
        }
    }

    /// Not a word about what goes wrong here: it would be the next line.
    private func publish(_ line: LogLine) {
        guard broker.isUp, let leftOut = reported.log.admit(at: line.at) else { return }
        var lines = [line]
        if leftOut > 0 {
            lines.insert(LogLine(at: line.at, level: .warning, message: "Lines left out: \(leftOut)."), at: 0)
        }
        for line in lines {
            _ = try? broker.link?.client.publish(
                MQTTMessage(topic: topics.log, payload: line.payload.text, qos: .atMostOnce))
        }
    }

    /// The log, whose lines also enter by the agent's door where they are to be published.
    static func log(
        _ log: Logger, _ configuration: Configuration, _ enter: AsyncStream<Input>.Continuation
    ) -> Logger {
        guard let lowest = configuration.mqtt.logLevel.lowest else { return log }
        var log = log
        log.handler = LogMirror(log.handler, from: lowest) { enter.yield(.report(.line($0))) }
        return log
    }
}
