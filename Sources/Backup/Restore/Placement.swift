/// Which folder of the restored tree the entries of an inner tar go to.
package struct Placement: Sendable {
    private let folder: EntryPath
    /// A folder in the tar that is unpacked in place of the tar's root, and where all else goes.
    private let unwrapped: (name: [UInt8], rest: EntryPath)?

    /// Names as they are, straight into the folder that is restored to.
    package static let root = Placement(folder: EntryPath(proved: []), unwrapped: nil)

    /// Names as they are, below one folder.
    package static func below(_ folder: EntryPath) -> Placement {
        Placement(folder: folder, unwrapped: nil)
    }

    /// What the tar has in `data/` goes into `homeassistant/`, as it was in the source. The Supervisor adds things of its
    /// own beside that, which are no part of the configuration: `homeassistant.extra/`.
    package static let homeAssistant = Placement(
        folder: EntryPath(proved: [Array("homeassistant".utf8)]),
        unwrapped: (Array("data".utf8), EntryPath(proved: [Array("homeassistant.extra".utf8)])))

    /// The folders that entries can come to lie in.
    package var folders: [EntryPath] { [folder] + (unwrapped.map { [$0.rest] } ?? []) }

    /// - Returns: nil for an entry that stands for nothing: the tar's root, where only a part of it is unpacked.
    /// - Throws: `EntryRefusal`.
    package func place(_ path: EntryPath) throws(EntryRefusal) -> EntryPath? {
        guard let unwrapped else { return try path.below(folder) }
        guard let top = path.components.first else { return nil }
        guard top == unwrapped.name else { return try path.below(unwrapped.rest) }
        return try EntryPath(proved: path.components.dropFirst()).below(folder)
    }
}
