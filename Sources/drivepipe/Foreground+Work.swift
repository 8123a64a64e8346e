import Agent
import ArgumentParser
import FoundationEssentials
import Pipe

extension Foreground {
    /// Runs one piece of work with a line of progress, and cancels it at the first signal.
    static func follow<Value: Sendable>(
        _ meter: ProgressMeter, until stop: AsyncStream<Void>, _ work: (Cancellation) async -> Value
    ) async -> Value {
        let line = ProgressLine(meter)
        let display = Task { await line.show() }
        let outcome = await cancellable(until: stop, work)
        display.cancel()
        await display.value
        return outcome
    }

    /// Runs one piece of work, and cancels it at the first signal.
    static func cancellable<Value: Sendable>(
        until stop: AsyncStream<Void>, _ work: (Cancellation) async -> Value
    ) async -> Value {
        let cancellation = Cancellation()
        let signals = Task {
            for await _ in stop { cancellation.request() }
        }
        let outcome = await work(cancellation)
        signals.cancel()
        return outcome
    }
}
