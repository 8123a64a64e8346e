/// What Home Assistant was told of over time. It keeps what is only left out of a message: what is gone is to be said.
package struct AnnouncedComponents: Sendable, Equatable, Codable {
    /// Platforms of the components that were announced last, by their ids.
    package private(set) var present: [String: String] = [:]
    /// The same of those that are gone. For good, since nobody knows when Home Assistant will listen.
    package private(set) var gone: [String: String] = [:]

    /// Of those that are gone; a few releases' worth.
    private static let mostGone = 64

    package init() {}

    /// Takes over what is announced now. A file that cannot be used at the moment is not gone: a slip of the pen must not
    /// cost an entity.
    /// - Returns: the former platforms of components that have another one now: they are to be removed first.
    package mutating func take(_ discovery: Discovery) -> [String: String] {
        let faulty = Set(discovery.problems.map(\.id))
        let missing = present.filter { discovery.platforms[$0.key] == nil }
        gone.merge(missing.filter { !faulty.contains($0.key) }) { _, platform in platform }
        gone = gone.filter { discovery.platforms[$0.key] == nil && !faulty.contains($0.key) }
        if gone.count > Self.mostGone {
            gone = Dictionary(uniqueKeysWithValues: gone.sorted { $0.key < $1.key }.prefix(Self.mostGone).map { $0 })
        }
        let changed = present.filter { id, platform in discovery.platforms[id].map { $0 != platform } ?? false }
        present = discovery.platforms.merging(missing.filter { faulty.contains($0.key) }) { platform, _ in platform }
        return changed
    }
}
