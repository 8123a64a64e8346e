import Backup

/// What a `start` may say about the one backup it asks for.
package struct StartOptions: Sendable, Equatable {
    /// Template of the name; the configured one when nil.
    package var name: String?
    /// Patterns beside the configured ones.
    package var exclude: [String] = []
    /// Patterns of what goes in although another pattern leaves it out, beside the configured ones.
    package var include: [String] = []
    /// Of a partial backup: the folders that go in beside the configuration. Nil: all that are configured.
    package var folders: [BackupFolder]?
    /// Whether retention shall never delete it.
    package var isPinned = false
    /// Whether it is read back from the destination, in full, once it is there.
    package var verifies = false
    /// Whether it waits for the end of what runs, instead of being refused.
    package var waits = false
    /// Seconds; no backup is made when the last good one is younger.
    package var maxAge: Int64?
    /// Where its bytes come from; nil: from where the configuration says.
    package var origin: BackupOrigin?
    package var trigger: Trigger

    package init(name: String? = nil, exclude: [String] = [], trigger: Trigger) {
        self.name = name
        self.exclude = exclude
        self.trigger = trigger
    }

    /// Whether something is left out of it that others have.
    var choosesFolders: Bool { folders != nil || !exclude.isEmpty || !include.isEmpty }
}
