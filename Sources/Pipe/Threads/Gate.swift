import Glibc

/// A lock and a condition: the blocking primitive under everything in the data plane.
///
/// `Synchronization.Mutex` has no condition to wait on, which a bounded queue between two threads needs.
package final class Gate: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    package init() {
        pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        // Waits are measured on a clock that a correction of the time of day does not move.
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    package func lock() {
        pthread_mutex_lock(mutex)
    }

    package func unlock() {
        pthread_mutex_unlock(mutex)
    }

    /// Sleeps until the next `signalAll`, the lock being released meanwhile.
    package func wait() {
        pthread_cond_wait(condition, mutex)
    }

    /// Like `wait()`, but no longer than until `deadline`.
    /// - Returns: false when the deadline has passed.
    func wait(until deadline: timespec) -> Bool {
        var deadline = deadline
        return pthread_cond_timedwait(condition, mutex, &deadline) != ETIMEDOUT
    }

    package func signalAll() {
        pthread_cond_broadcast(condition)
    }

    /// The moment `seconds` from now on the clock that `wait(until:)` uses.
    static func deadline(after seconds: Double) -> timespec {
        var moment = timespec()
        clock_gettime(CLOCK_MONOTONIC, &moment)
        let bounded = min(max(seconds, 0), 1e9)
        let nanoseconds = moment.tv_nsec + Int((bounded - bounded.rounded(.down)) * 1e9)
        moment.tv_sec += Int(bounded) + nanoseconds / 1_000_000_000
        moment.tv_nsec = nanoseconds % 1_000_000_000
        return moment
    }
}
