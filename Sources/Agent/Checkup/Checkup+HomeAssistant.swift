import Supervisor

// What connects the agent with Home Assistant.
extension Checkup {
    func supervisor() -> [CheckupFinding] {
        guard configuration.supervisor.mode != .off else { return [] }
        do {
            let system = try SupervisorAccess(configuration, log).hastyClient().system()
            let core = system.homeAssistant.map { ", Home Assistant \($0)" } ?? ""
            return [.ok("supervisor", "Supervisor \(system.supervisor)\(core).")]
        } catch {
            return [.failed("supervisor", error)]
        }
    }

    func discovery() -> CheckupFinding {
        do throws(DiscoveryError) {
            let discovery = try Discovery(configuration)
            guard discovery.problems.isEmpty else {
                return .warning("discovery_dir", discovery.problems.map(\.description).joined(separator: "; "))
            }
            return .ok("discovery_dir", "Entities: \(discovery.platforms.count).")
        } catch {
            return .failed("discovery_dir", "\(error) \(error.hint)", code: error.code)
        }
    }
}
