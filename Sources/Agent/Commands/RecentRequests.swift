import FoundationEssentials

/// The answers to requests that carried an id, for ten minutes: QoS 1 may deliver a command twice, and a sender
/// may repeat one whose answer it missed.
package struct RecentRequests: Sendable {
    private static let lifetime: TimeInterval = 600
    private static let capacity = 256

    private struct Entry: Sendable {
        let key: String
        let reply: Reply
        let date: Date
    }

    private var entries: [Entry] = []

    package init() {}

    package mutating func remember(_ reply: Reply, now: Date) {
        guard let key = Self.key(verb: reply.verb, id: reply.id) else { return }
        // In either direction: the clock may be set back.
        entries.removeAll { abs(now.timeIntervalSince($0.date)) > Self.lifetime || $0.key == key }
        if entries.count >= Self.capacity { entries.removeFirst() }
        // Who repeats a request says again where the answer shall go; what the first said may be large.
        var reply = reply
        reply.replyPath = ReplyPath()
        entries.append(Entry(key: key, reply: reply, date: now))
    }

    /// The answer given before to the same verb and id.
    package func answer(to request: CommandRequest, now: Date) -> Reply? {
        guard let key = Self.key(verb: request.verb, id: request.id) else { return nil }
        return entries.last { $0.key == key && abs(now.timeIntervalSince($0.date)) <= Self.lifetime }?.reply
    }

    private static func key(verb: String, id: String?) -> String? {
        id.map { "\(verb) \($0)" }
    }
}
