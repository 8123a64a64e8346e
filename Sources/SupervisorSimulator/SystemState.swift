/// All that changes in the simulated system.
struct SystemState: Sendable {
    /// Why nothing else may be done.
    enum Frozen: Sendable, Equatable {
        case byBackup
        /// Until the moment on the clock that only goes forward, in seconds. Up to the first one Home Assistant and the apps
        /// get ready, and nothing can be asked of backups.
        case byFreeze(from: Double, until: Double)
    }

    /// How a freeze ended.
    enum Thaw: Sendable, Equatable {
        case asked, timedOut
    }

    var jobs = JobList()
    var backups: [StoredBackup] = []
    var trouble = BackupTrouble.none
    /// False while it starts: then it answers nothing but that.
    var isReady = true
    private(set) var frozen: Frozen?
    private(set) var thaws: [Thaw] = []

    /// The state in the Supervisor's words. A freeze whose time is over has ended.
    mutating func state(at now: Double) -> String {
        if case .byFreeze(_, let until) = frozen, now >= until { thaw(.timedOut) }
        if !isReady { return "setup" }
        return frozen == nil ? "running" : "freeze"
    }

    /// - Throws: the refusal of a job that needs a running system.
    mutating func freeze(_ reason: Frozen, for method: String, at now: Double) throws(Refusal) {
        let state = state(at: now)
        guard state == "running" else { throw .blocked(method, "system is not running - \(state)") }
        frozen = reason
    }

    mutating func thawAsAsked(at now: Double) throws(Refusal) {
        let state = state(at: now)
        guard state == "freeze" else { throw .blocked("thaw_all", "system is not frozen - \(state)") }
        guard frozen != .byBackup else {
            throw Refusal("Freeze was not initiated by freeze API, cannot thaw this way")
        }
        if case .byFreeze(let start, _) = frozen, now < start {
            throw Refusal("Another job is running for job group backup_manager")
        }
        thaw(.asked)
    }

    mutating func endBackup() {
        frozen = nil
    }

    private mutating func thaw(_ thaw: Thaw) {
        frozen = nil
        thaws.append(thaw)
    }
}
