import Synchronization

/// The most bytes a second that requests may send: one for all clients of an account, changed at any time by any thread.
/// A transfer that is under way follows within a second.
///
/// Each client keeps to it by itself: two uploads at once would take twice as much.
package final class RateLimit: Sendable {
    private let rate: Atomic<Int64>

    /// - Parameter bytesPerSecond: 0 for no limit.
    package init(_ bytesPerSecond: Int64 = 0) {
        rate = Atomic(max(0, bytesPerSecond))
    }

    /// Bytes a second; 0 for no limit.
    package var bytesPerSecond: Int64 {
        get { rate.load(ordering: .relaxed) }
        set { rate.store(max(0, newValue), ordering: .relaxed) }
    }
}
