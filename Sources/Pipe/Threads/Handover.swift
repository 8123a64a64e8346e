/// A noncopyable value on its way into another thread's closure, which can only capture copyable ones.
package final class Handover<Value: ~Copyable>: @unchecked Sendable {
    private let gate = Gate()
    private var value: Value?

    package init(_ value: consuming Value) {
        self.value = consume value
    }

    /// The value, which is the caller's from now on. It can be taken once.
    package func take() -> Value {
        gate.lock()
        defer { gate.unlock() }
        guard let value = value.take() else { preconditionFailure("what was handed over can be taken once") }
        return value
    }
}
