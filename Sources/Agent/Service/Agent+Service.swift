import FoundationEssentials

// What the service manager hears.
extension Agent {
    /// The agent counts as ready whether the broker is there or not: it waits for it, and nobody should wait for both.
    /// - Returns: what keeps the watchdog content until it is cancelled; it takes the way of everything that happens, so that
    ///   an agent that handles nothing any more is started anew.
    func announceService() -> Task<Void, Never>? {
        service.manager?.notify("READY=1")
        reportToService()
        guard let interval = service.manager?.watchdogInterval else { return nil }
        return Task { [enter] in
            while !Task.isCancelled {
                enter.yield(.pulse)
                try? await Task.sleep(for: .seconds(interval / 3))
            }
        }
    }

    /// Says in a line what the agent does, if that has changed.
    func reportToService() {
        service.tell(serviceStatus)
    }

    private var serviceStatus: String {
        if isStandingBy, running == nil { return "standing by: another agent has the same names" }
        let work = broker.isUp ? machine.status.rawValue : "\(machine.status.rawValue), waiting for the broker"
        guard let percent = running?.meter.read(at: Date()).percent else { return work }
        return "\(work), \(percent / 5 * 5) %"
    }
}
