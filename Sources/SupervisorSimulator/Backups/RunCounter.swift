import Glibc
import Pipe
import Synchronization

/// How many backups are being made, so that a stop can wait for them.
final class RunCounter: Sendable {
    private let count = Mutex(0)

    /// Runs `body` on a thread of its own.
    func run(_ body: @escaping @Sendable () -> Void) {
        count.withLock { $0 += 1 }
        Thread.start { [self] in
            body()
            count.withLock { $0 -= 1 }
        }
    }

    func waitForNone() {
        while count.withLock({ $0 > 0 }) { usleep(1000) }
    }
}
