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
    /// Look at something now and then, as long as the agent lives.
    var watches: [Task<Void, Never>] = []

    func cancel() {
        schedule?.cancel()
        authorization?.cancel()
        for watch in watches { watch.cancel() }
    }
}
