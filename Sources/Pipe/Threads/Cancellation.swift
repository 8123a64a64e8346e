/// A request to stop, seen by every thread of a job: asked once, never taken back.
package final class Cancellation: @unchecked Sendable {
    private let gate = Gate()
    private var requested = false
    private var actions: [@Sendable () -> Void] = []

    package init() {}

    package var isRequested: Bool {
        gate.lock()
        defer { gate.unlock() }
        return requested
    }

    /// Wakes whoever sleeps in `sleep(seconds:)` and runs the actions. Further calls do nothing.
    package func request() {
        gate.lock()
        let due = requested ? [] : actions
        requested = true
        actions = []
        gate.signalAll()
        gate.unlock()
        for action in due { action() }
    }

    /// Runs `action` when the request comes; at once when it has come.
    package func onRequest(_ action: @escaping @Sendable () -> Void) {
        gate.lock()
        let isLate = requested
        if !isLate { actions.append(action) }
        gate.unlock()
        if isLate { action() }
    }

    /// Sleeps, but not beyond the request.
    /// - Returns: false when the sleep was cut short.
    package func sleep(seconds: Double) -> Bool {
        gate.lock()
        defer { gate.unlock() }
        let deadline = Gate.deadline(after: seconds)
        while !requested {
            if !gate.wait(until: deadline) { return !requested }
        }
        return false
    }

    /// - Throws: `CancellationRequested` once the request has come.
    package func check() throws {
        if isRequested { throw CancellationRequested() }
    }
}

/// What work throws that stopped because it was asked to.
package struct CancellationRequested: Error, CustomStringConvertible {
    package init() {}
    package var description: String { "It was cancelled." }
}
