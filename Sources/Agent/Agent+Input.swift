import FoundationEssentials
import Logging
import MQTT

// The one door: whatever happens comes in here, and nothing else changes what the agent knows.
extension Agent {
    /// Everything that can happen.
    enum Input: Sendable {
        case broker(MQTTClient.Event)
        case rivals(RivalInput)
        case job(JobInput)
        case errandEnded(ErrandOutcome)
        case authorization(AuthorizationState.Event)
        case measured(SpaceMonitor.Look, isAsked: Bool)
        case report(Report)
        /// Time has passed: is a backup due, is the last one too old?
        case minute
        /// The service manager is to hear that all this is still listened to.
        case pulse
        case stop
    }

    /// What becomes of the running job.
    enum JobInput: Sendable {
        case moved(JobPhase)
        /// Its named pipe is there, at this path.
        case pipeReady(String)
        /// A second of it.
        case tick
        case ended(JobOutcome)
    }

    /// Lets something in later.
    func enter(_ input: Input, after seconds: Double) {
        let enter = enter
        Task {
            try? await Task.sleep(for: .seconds(seconds))
            enter.yield(input)
        }
    }

    /// Returns true when the agent is to leave.
    func handle(_ input: Input) async -> Bool {
        switch input {
        case .broker(let event): return await handle(event)
        case .rivals(let input): return await handle(input)
        case .job(let input): return handle(input)
        case .errandEnded(let outcome): return end(outcome) || lookAtSchedule()
        case .authorization(let event):
            authorization(event)
            return lookAtSchedule()
        case .measured(let look, let isAsked): take(look, isAsked: isAsked)
        case .report(let report): handle(report)
        case .minute: return lookAtSchedule()
        case .pulse: service.manager?.notify("WATCHDOG=1")
        case .stop:
            log.info("asked to stop")
            service.manager?.notify("STOPPING=1")
            return perform(.stop)
        }
        return false
    }

    private func handle(_ input: JobInput) -> Bool {
        switch input {
        case .moved(let phase): perform(.moved(to: phase))
        case .pipeReady(let path): perform(.pipeReady(path))
        case .tick: tick()
        case .ended(let outcome): end(outcome) || lookAtSchedule()
        }
    }
}
