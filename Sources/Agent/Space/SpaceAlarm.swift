import FoundationEssentials

/// Tells low from enough without wavering: what was low once is enough again only when it is clearly so.
///
/// Low: 90 % used, or less free than one and a half times the last backup. Enough again: 3 points and a tenth better.
/// Each change is told once, and at most once an hour in each direction; what was held back is told later if it is still
/// true then.
package struct SpaceAlarm: Sendable, Equatable {
    /// For people's eyes.
    package enum Level: String, Sendable {
        case ok, low
        /// The next backup will not fit if it is as large as the last.
        case full
        /// There is no limit, or none that is known.
        case unknown
    }

    package private(set) var level = Level.unknown
    private var isLow = false
    private var toldLow = false
    private var toldAt: [Bool: Date] = [:]

    private static let lowPercent = 90.0
    private static let okPercent = 87.0
    private static let interval: TimeInterval = 3600

    package init() {}

    /// - Parameters:
    ///   - space: nil when there is no limit.
    ///   - lastBackup: bytes; nil when its size does not matter or is not known.
    /// - Returns: true when it is to be told that space is low, false when it is enough again.
    package mutating func update(_ space: Space?, lastBackup: Int64? = nil, at now: Date) -> Bool? {
        guard let space else {
            level = .unknown
            return nil
        }
        // Twentieths of the last backup: one and a half of it, and a tenth more than that.
        let reserve = Double(lastBackup ?? 0) * (isLow ? 33 : 30)
        isLow =
            space.usedPercent >= (isLow ? Self.okPercent : Self.lowPercent) || Double(space.free) * 20 < reserve
        let isFull = space.free <= 0 || lastBackup.map { space.free < $0 } ?? false
        level = isFull ? .full : isLow ? .low : .ok
        return telling(at: now)
    }

    private mutating func telling(at now: Date) -> Bool? {
        guard isLow != toldLow else { return nil }
        // In either direction: the clock may be set back.
        if let last = toldAt[isLow], abs(now.timeIntervalSince(last)) < Self.interval { return nil }
        toldLow = isLow
        toldAt[isLow] = now
        return isLow
    }
}
