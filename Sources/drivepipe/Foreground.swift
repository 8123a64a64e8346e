import Dispatch
import Glibc
import Pipe
import Synchronization

/// The main thread of a subcommand: it waits for its tasks, while a thread of its own waits for signals.
///
/// An asynchronous `main` would not do: its thread ends up in the runtime, which opens it for every signal again, so
/// that SIGTERM would kill the process there.
enum Foreground {
    /// Runs asynchronous work to its end.
    /// - Parameter body: gets a stream that yields for each SIGTERM and SIGINT, which are inputs like any other.
    static func run(_ body: @escaping @Sendable (AsyncStream<Void>) async throws -> Void) throws {
        let signals = takeSignals()
        let end = DispatchSemaphore(value: 0)
        let outcome = Mutex<Result<Void, any Error>>(.success(()))
        let store = { @Sendable (result: Result<Void, any Error>) in outcome.withLock { $0 = result } }
        Task {
            do { try await body(signals) } catch { store(.failure(error)) }
            end.signal()
        }
        end.wait()
        try outcome.withLock { $0 }.get()
    }

    /// To be called before any other thread exists, since each inherits what is blocked here.
    private static func takeSignals() -> AsyncStream<Void> {
        var taken = sigset_t()
        sigemptyset(&taken)
        sigaddset(&taken, SIGTERM)
        sigaddset(&taken, SIGINT)
        pthread_sigmask(SIG_BLOCK, &taken, nil)
        // A reader that goes away is an error of that write, not the end of the process.
        signal(SIGPIPE, SIG_IGN)
        let (stream, continuation) = AsyncStream<Void>.makeStream()
        Thread.start { [taken] in
            var taken = taken
            var number: Int32 = 0
            while sigwait(&taken, &number) == 0 { continuation.yield() }
        }
        return stream
    }
}
