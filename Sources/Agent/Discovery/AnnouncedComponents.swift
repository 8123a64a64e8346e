/// What Home Assistant was told of over time. It keeps what is only left out of a message: what is gone is to be said, until
/// it has surely listened.
package struct AnnouncedComponents: Sendable, Equatable, Codable {
    /// Platforms of the components that were announced last, by their ids.
    package private(set) var present: [String: String] = [:]
    /// The same of those that are gone.
    package private(set) var gone: [String: String] = [:]
    /// Former platforms of those that have another one now.
    package private(set) var replaced: [String: String] = [:]

    /// Of those that are gone; a few releases' worth.
    private static let mostGone = 64

    package init() {}

    /// Everything that Home Assistant shall forget.
    package var obsolete: [String: String] { gone.merging(replaced) { gone, _ in gone } }

    /// Takes over what is announced now. A file that cannot be used at the moment is not gone: a slip of the pen must not
    /// cost an entity.
    package mutating func take(_ discovery: Discovery) {
        let (now, faulty) = (discovery.platforms, Set(discovery.problems.map(\.id)))
        let missing = present.filter { now[$0.key] == nil }
        gone.merge(missing) { _, platform in platform }
        gone = gone.filter { now[$0.key] == nil && !faulty.contains($0.key) }
        if gone.count > Self.mostGone {
            gone = Dictionary(uniqueKeysWithValues: gone.sorted { $0.key < $1.key }.prefix(Self.mostGone).map { $0 })
        }
        let isReplaced = { (id: String, platform: String) in now[id].map { $0 != platform } ?? false }
        replaced.merge(present.filter(isReplaced)) { _, platform in platform }
        replaced = replaced.filter(isReplaced)
        present = now.merging(missing.filter { faulty.contains($0.key) }) { platform, _ in platform }
    }

    /// Home Assistant has forgotten what is obsolete.
    package mutating func forgetObsolete() {
        (gone, replaced) = ([:], [:])
    }
}
