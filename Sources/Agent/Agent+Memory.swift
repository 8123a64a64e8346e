import Logging

// What outlives the agent.
extension Agent {
    /// Losing it must never stop a backup.
    static func memory(from file: StateFile, _ log: Logger) -> AgentMemory {
        do {
            return try file.load()
        } catch {
            log.warning("The state file is not understood, and what was set over MQTT is lost with it: \(error)")
            return AgentMemory()
        }
    }

    /// Writes down what is to be known after a restart.
    /// - Returns: whether it is written; if not, the log says why.
    @discardableResult
    func remember() -> Bool {
        var memory = AgentMemory()
        memory.jobs = machine.memory
        memory.settings = adjusted.settings
        memory.components = announcement.components
        memory.schedule = scheduler.memory
        memory.firstStartedAt = staleness.firstStartedAt
        do {
            try stateFile.save(memory)
            isRemembered = true
        } catch {
            log.warning("The state file in \(configuration.stateDirectory) cannot be written: \(error)")
            isRemembered = false
        }
        return isRemembered
    }
}
