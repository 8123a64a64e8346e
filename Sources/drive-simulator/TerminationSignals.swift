import Glibc

/// SIGTERM and SIGINT, taken in order instead of ending the process on the spot.
struct TerminationSignals {
    private var set = sigset_t()

    /// Blocks them in this thread and in all it will start.
    init() {
        sigemptyset(&set)
        sigaddset(&set, SIGTERM)
        sigaddset(&set, SIGINT)
        pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// Returns when one arrives.
    func wait() {
        var set = set
        var signal: Int32 = 0
        sigwait(&set, &signal)
    }
}
