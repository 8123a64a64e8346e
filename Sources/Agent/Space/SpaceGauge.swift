import FoundationEssentials

/// One place whose room is watched: what was seen last, how it is judged, and what the broker knows of it.
struct SpaceGauge<Content: Sendable>: Sendable {
    private struct Published {
        let space: Space?
        let level: SpaceAlarm.Level
    }

    private(set) var content: Content?
    private(set) var lookedAt: Date?
    private var alarm = SpaceAlarm()
    private var published: Published?

    var level: SpaceAlarm.Level { alarm.level }

    /// - Parameters:
    ///   - space: nil without a limit.
    ///   - lastBackup: bytes.
    ///   - isAsked: somebody waits for it.
    /// - Returns: whether it is to be published, which it is when it has changed by more than a hundredth, and what is to be
    ///   told: that space is low, or enough again.
    mutating func take(
        _ content: Content, _ space: Space?, lastBackup: Int64?, isAsked: Bool, at now: Date
    ) -> (isDue: Bool, isLow: Bool?) {
        self.content = content
        lookedAt = now
        let isLow = alarm.update(space, lastBackup: lastBackup, at: now)
        let isDue = isAsked || hasChanged(space)
        if isDue { published = Published(space: space, level: level) }
        return (isDue, isLow)
    }

    private func hasChanged(_ space: Space?) -> Bool {
        guard let published, published.level == level else { return true }
        guard let old = published.space, let space else { return (published.space == nil) != (space == nil) }
        return space.differs(from: old)
    }
}
