/// The agent's tasks that only wait, to yield an input later. Each new one takes the place of the one before.
struct Timers {
    /// Yields the next look at the schedule.
    var schedule: Task<Void, Never>? {
        didSet { oldValue?.cancel() }
    }
    /// Asks Drive again whether it lets us in.
    var authorization: Task<Void, Never>? {
        didSet { oldValue?.cancel() }
    }
    /// Yields a stop for each signal.
    var signals: Task<Void, Never>?
    /// Look at something now and then; none before the agent knows that it is alone, or that nobody can say.
    var watches: [Task<Void, Never>] = []

    func cancel() {
        signals?.cancel()
        schedule?.cancel()
        authorization?.cancel()
        for watch in watches { watch.cancel() }
    }
}
