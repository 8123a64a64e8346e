/// What a `fetch` may say about the one backup that it brings here.
package struct FetchOptions: Sendable, Equatable {
    package var target: BackupTarget
    /// Where it shall lie, below the one folder that is allowed.
    package var place: FetchPlace
    /// Only say where it would lie, and whether it can.
    package var isDryRun = false
    /// Whether a file of its name may be replaced.
    package var overwrites = false
    package var trigger: Trigger

    package init(_ target: BackupTarget, to place: FetchPlace, trigger: Trigger) {
        self.target = target
        self.place = place
        self.trigger = trigger
    }
}
