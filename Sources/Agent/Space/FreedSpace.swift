import Drive

/// What was deleted to make room, as long as Google's figures, which lag by minutes, may not show it yet.
package struct FreedSpace: Sendable, Equatable {
    /// Bytes.
    package var bytes: Int64 = 0
    /// What counted before the first deletion, in bytes.
    package var usageBefore: Int64 = 0

    package init() {}

    /// How much of it is not in these figures yet, in bytes.
    package func uncounted(in quota: StorageQuota) -> Int64 {
        max(0, bytes.saturatingSum(-max(0, usageBefore.saturatingSum(-quota.usage))))
    }
}
