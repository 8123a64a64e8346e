import Pipe

extension Agent {
    /// Takes away what a crash has left with the Supervisor. Does not wait for it.
    func removeSupervisorLeftovers() {
        guard configuration.supervisor.token != nil else { return }
        let supervisor = SupervisorAccess(configuration, log)
        Thread.start { [leaving] in supervisor.removeLeftovers(until: leaving) }
    }
}
