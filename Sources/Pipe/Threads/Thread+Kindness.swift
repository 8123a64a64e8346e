extension Thread {
    /// Runs `body` on a new thread that stands back as far as wanted, and waits for it without blocking a task.
    ///
    /// It is another thread that tells the task: waking a task may start a thread of the cooperative pool, which inherits how
    /// kind the one is that woke it. For the same reason the body had better wake no task itself.
    package static func run<Value: Sendable>(
        with kindness: Kindness, _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await run {
            let outcome = Pending<Result<Value, any Error>>()
            start {
                kindness.apply()
                outcome.settle(Result(catching: body))
            }
            return try outcome.wait().get()
        }
    }
}
