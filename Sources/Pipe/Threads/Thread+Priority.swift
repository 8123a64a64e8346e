extension Thread {
    /// Runs `body` on a new thread of a given priority, and waits for it without blocking a task.
    ///
    /// It is another thread that tells the task: waking a task may start a thread of the cooperative pool, which inherits
    /// the priority of the one that woke it. For the same reason the body had better wake no task itself.
    package static func run<Value: Sendable>(
        with priority: ThreadPriority, _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await run {
            let outcome = Promise<Result<Value, any Error>>()
            start {
                priority.apply()
                outcome.settle(Result(catching: body))
            }
            return try outcome.wait().get()
        }
    }
}
