import CPriority

/// How far a thread stands back behind others, so that a small machine stays responsive while it works.
///
/// Threads that it starts afterwards inherit it, and none can take it back: it is for threads that end with their work.
/// The only file that touches CPriority.
package struct ThreadPriority: Sendable, Hashable {
    /// How a thread's reads stand among those of others; for schedulers of the disk that know of it.
    package enum IOPriority: String, Sendable, CaseIterable {
        /// Left alone.
        case normal
        /// The last of those that have a turn.
        case low
        /// Only when nobody else wants the disk.
        case idle

        /// A class (2: best effort, 3: idle) and a level (7: the lowest), as linux/ioprio.h has them.
        fileprivate var value: Int32? {
            switch self {
            case .normal: nil
            case .low: 2 << 13 | 7
            case .idle: 3 << 13
            }
        }
    }

    /// 0...19; 0 leaves things alone.
    package var nice: Int
    package var ioPriority: IOPriority

    package init(nice: Int = 0, ioPriority: IOPriority = .normal) {
        self.nice = nice
        self.ioPriority = ioPriority
    }

    /// Takes effect for the calling thread. A system that does not let it stand back loses nothing but that.
    package func apply() {
        if nice > 0 { _ = drivepipe_set_nice(Int32(clamping: nice)) }
        if let value = ioPriority.value { _ = drivepipe_set_io_priority(value) }
    }
}
