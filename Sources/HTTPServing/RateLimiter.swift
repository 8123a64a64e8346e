import Glibc
import Synchronization

/// Slows all uploads together to a number of bytes per second.
package final class RateLimiter: Sendable {
    private let bytesPerSecond: Int64
    /// Clock time in nanoseconds when the line is free again.
    private let free = Mutex<UInt64>(0)

    /// - Parameter bytesPerSecond: at least 1.
    package init(bytesPerSecond: Int64) {
        self.bytesPerSecond = max(1, bytesPerSecond)
    }

    /// Most bytes to read at once, so that the flow stays even.
    package var slice: Int64 { max(1, bytesPerSecond / 20) }

    /// Sleeps as long as `count` bytes take.
    package func pace(_ count: Int64) {
        let cost = UInt64(Double(count) / Double(bytesPerSecond) * 1e9)
        let now = monotonicNanoseconds()
        let until = free.withLock { free in
            free = max(free, now) + cost
            return free
        }
        usleep(UInt32(clamping: (until - now) / 1000))
    }

    private func monotonicNanoseconds() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
