import Agent
import ArgumentParser
import FoundationEssentials
import Pipe

extension Foreground {
    /// Runs one piece of work, and cancels it at the first signal.
    /// - Parameter meter: shown by a line of progress meanwhile, if given.
    static func follow<Value: Sendable>(
        _ meter: ProgressMeter?, until stop: AsyncStream<Void>, _ work: (Cancellation) async -> Value
    ) async -> Value {
        let cancellation = Cancellation()
        let signals = Task {
            for await _ in stop { cancellation.request() }
        }
        let display = meter.map { meter in Task { await ProgressLine(meter).show() } }
        let outcome = await work(cancellation)
        signals.cancel()
        display?.cancel()
        await display?.value
        return outcome
    }
}
