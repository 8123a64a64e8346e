/// A door that opens once; whoever waits before it goes on then.
final class Gate: Sendable {
    private let (stream, continuation) = AsyncStream<Never>.makeStream()

    func open() {
        continuation.finish()
    }

    /// Waits until the gate is open, but no longer than `limit`; giving up opens it for everybody.
    func wait(atMost limit: Duration) async {
        let timer = Task {
            try await Task.sleep(for: limit)
            open()
        }
        for await _ in stream {}
        timer.cancel()
    }
}
