import Drive

/// What was deleted to make room, as long as Google's figures, which lag by minutes, may not show it yet.
package struct FreedSpace: Sendable, Equatable {
    /// Bytes.
    package private(set) var bytes: Int64 = 0
    /// What counted before the first deletion, in bytes.
    private var usageBefore: Int64 = 0

    package init() {}

    /// - Parameter quota: the figures before these bytes were deleted.
    package mutating func add(_ bytes: Int64, at quota: StorageQuota) {
        if self.bytes == 0 { usageBefore = quota.usage }
        self.bytes = self.bytes.saturatingSum(max(0, bytes))
    }

    /// How much of it is not in these figures yet, in bytes.
    package func uncounted(in quota: StorageQuota) -> Int64 {
        max(0, bytes.saturatingSum(-max(0, usageBefore.saturatingSum(-quota.usage))))
    }
}
