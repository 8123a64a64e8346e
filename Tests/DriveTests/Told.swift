import Pipe
import Synchronization

/// An error on its way from another thread to a test.
final class Told: Sendable {
    private let error = Mutex<(any Error)?>(nil)
    private let isTold = Cancellation()

    func tell(_ error: any Error) {
        self.error.withLock { $0 = error }
        isTold.request()
    }

    func wait() -> (any Error)? {
        _ = isTold.sleep(seconds: 30)
        return error.withLock { $0 }
    }
}
