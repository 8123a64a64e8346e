/// Errands one after the other: whoever sends a thousand of them must not get a thousand threads.
package struct ErrandQueue: Sendable {
    /// An errand, and who is answered when it is done; nobody for one of the agent's own.
    package struct Order: Sendable, Equatable {
        package let errand: Errand
        package let request: CommandRequest?
        /// Whether the rules of retention are to be applied to what is at the destination then.
        package let prunes: Bool

        package init(_ errand: Errand, for request: CommandRequest? = nil, prunes: Bool = false) {
            self.errand = errand
            self.request = request
            self.prunes = prunes
        }
    }

    /// Orders that may wait.
    package static let capacity = 16

    /// The one under way.
    package private(set) var current: Order?
    private var waiting: [Order] = []

    package init() {}

    /// How many wait for their turn.
    package var waitingCount: Int { waiting.count }

    package var isFull: Bool { waiting.count >= Self.capacity }

    /// Takes an order; one that somebody asked for only as long as the queue is not full.
    /// - Returns: what is to be started now: this order, or nothing when another is under way.
    package mutating func add(_ order: Order) -> Order? {
        guard order.request == nil || !isFull else { return nil }
        waiting.append(order)
        return current == nil ? next() : nil
    }

    /// The one under way is done.
    /// - Returns: what is to be started now.
    package mutating func ended() -> Order? {
        current = nil
        return next()
    }

    /// Empties the queue.
    /// - Returns: who asked for what was in it, the one under way first.
    package mutating func abandoned() -> [CommandRequest] {
        defer { (current, waiting) = (nil, []) }
        return ((current.map { [$0] } ?? []) + waiting).compactMap(\.request)
    }

    private mutating func next() -> Order? {
        guard !waiting.isEmpty else { return nil }
        current = waiting.removeFirst()
        return current
    }
}
