import Glibc

/// SIGTERM and SIGINT, taken in order instead of ending the process on the spot.
package struct TerminationSignals {
    private var set = sigset_t()

    /// Blocks them in this thread and in all it will start.
    package init() {
        sigemptyset(&set)
        sigaddset(&set, SIGTERM)
        sigaddset(&set, SIGINT)
        pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// Returns when one arrives.
    package func wait() {
        var set = set
        var signal: Int32 = 0
        sigwait(&set, &signal)
    }
}
