@preconcurrency import Glibc

/// A thread that may block, so that the pool which runs the async tasks does not have to.
enum LoopThread {
    private final class Body {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Runs `body` on a new thread, which ends by itself with it.
    /// - Throws: `MQTTError.library` when the system has no thread left.
    static func start(_ body: @escaping @Sendable () -> Void) throws(MQTTError) {
        let box = Unmanaged.passRetained(Body(body))
        var thread = pthread_t()
        let result = pthread_create(&thread, nil, { context in LoopThread.enter(context) }, box.toOpaque())
        guard result == 0 else {
            box.release()
            throw .library("no thread: \(String(cString: strerror(result)))")
        }
        pthread_detach(thread)
    }

    /// Signals are the main thread's; here a write to a closed TLS connection would raise SIGPIPE and end the process.
    private static func enter(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        var signals = sigset_t()
        sigfillset(&signals)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        if let context { Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run() }
        return nil
    }
}
