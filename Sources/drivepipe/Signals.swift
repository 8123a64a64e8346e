import Glibc
import Pipe

/// SIGTERM and SIGINT as a stream, so that an end is an input like any other.
enum Signals {
    /// Takes the signals over for the whole process; to be called before any thread is started.
    static func stop() -> AsyncStream<Void> {
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, SIGTERM)
        sigaddset(&set, SIGINT)
        pthread_sigmask(SIG_BLOCK, &set, nil)
        // A reader that goes away is an error of that write, not the end of the process.
        signal(SIGPIPE, SIG_IGN)
        let (stream, continuation) = AsyncStream<Void>.makeStream()
        let waited = set
        Thread.start {
            var set = waited
            var number: Int32 = 0
            while sigwait(&set, &number) == 0 { continuation.yield() }
        }
        return stream
    }
}
