/// How many bytes the next chunk of an upload shall have: as many as pass in some seconds, since a chunk that takes long
/// is lost in long pieces and shows no progress, and one that takes no time costs a round trip for nothing.
///
/// It starts small, doubles as long as twice as much would still come through in time, follows the link down when a chunk
/// takes much longer, and halves when the connection breaks; then it dares to grow only after some good chunks, so that a
/// size that always breaks is not tried again and again. Sizes in bytes, times in seconds.
package struct ChunkSize: Sendable {
    /// Seconds that a chunk should not exceed.
    package static let target = 8.0
    /// Whole chunks that have to pass after a break before the size grows.
    private static let caution = 8

    package private(set) var bytes: Int64
    private let smallest: Int64
    private let largest: Int64
    private var cautious = 0

    /// - Parameters:
    ///   - smallest: the first size; every size is a multiple of it.
    ///   - largest: at least `smallest`; rounded down to a multiple of it.
    package init(smallest: Int64, largest: Int64) {
        self.smallest = max(1, smallest)
        self.largest = max(1, largest / self.smallest) * self.smallest
        bytes = self.smallest
    }

    /// A chunk was answered.
    /// - Parameters:
    ///   - count: bytes it had.
    ///   - seconds: from its first byte to the answer.
    package mutating func passed(_ count: Int64, in seconds: Double) {
        if seconds > 1.5 * Self.target {
            bytes = multiple(Double(count) / seconds * Self.target)
        } else if count >= bytes {
            // A smaller one, such as the rest after a short acknowledgement, says nothing about a larger.
            cautious = max(0, cautious - 1)
            if cautious == 0, seconds <= Self.target / 2 { bytes = min(largest, bytes * 2) }
        }
    }

    /// The connection broke or went silent in a chunk.
    package mutating func broke() {
        bytes = multiple(Double(bytes) / 2)
        cautious = Self.caution
    }

    private func multiple(_ wish: Double) -> Int64 {
        let count = Int64(min(max(wish, 0), Double(largest))) / smallest
        return max(1, count) * smallest
    }
}
