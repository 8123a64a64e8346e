/// A value that a thread waits for until another one settles it.
package final class Promise<Value: Sendable>: @unchecked Sendable {
    private let gate = Gate()
    private var value: Value?

    package init() {}

    /// Wakes whoever waits. Only the first value counts.
    package func settle(_ value: Value) {
        gate.lock()
        defer { gate.unlock() }
        self.value = self.value ?? value
        gate.signalAll()
    }

    /// Blocks.
    package func wait() -> Value {
        gate.lock()
        defer { gate.unlock() }
        while true {
            if let value { return value }
            gate.wait()
        }
    }
}
