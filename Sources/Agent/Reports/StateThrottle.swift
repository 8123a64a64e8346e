import FoundationEssentials
import JSON

/// When the `state` topic is worth a message: each may be a row in Home Assistant's database, for each entity it feeds.
package struct StateThrottle: Sendable {
    package enum Decision: Sendable, Equatable {
        case send
        /// In so many seconds: what holds then.
        case later(TimeInterval)
        /// The broker has it, or will have it soon.
        case nothing
    }

    /// Seconds between two messages about the phases of a job.
    private static let interval: TimeInterval = 1

    private var last: JSON?
    private var sentAt = Date.distantPast
    private var isScheduled = false

    package init() {}

    /// - Parameters:
    ///   - canWait: a little later is soon enough. What begins and ends cannot: events follow it, and who sees those looks
    ///     at the state.
    package mutating func decide(_ payload: JSON, canWait: Bool, at now: Date) -> Decision {
        let content = Self.content(payload)
        guard content != last else { return .nothing }
        // In either direction: the clock may be set back.
        let age = abs(now.timeIntervalSince(sentAt))
        if canWait, age < Self.interval {
            guard !isScheduled else { return .nothing }
            isScheduled = true
            return .later(Self.interval - age)
        }
        last = content
        sentAt = now
        return .send
    }

    /// The moment that was promised has come.
    package mutating func isDue() {
        isScheduled = false
    }

    /// The broker may have lost what it had.
    package mutating func forget() {
        last = nil
    }

    /// All but the time at which it was made.
    private static func content(_ payload: JSON) -> JSON {
        var members = payload.object ?? [:]
        members["updated_at"] = nil
        return .object(members)
    }
}
