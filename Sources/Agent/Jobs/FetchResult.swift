import JSON

/// A backup that was brought into a folder of this machine, or could be.
package struct FetchResult: Sendable, Equatable {
    /// The destination's id.
    package var target: String
    /// Of the backup's file where it is kept.
    package var name: String
    /// Where it lies.
    package var path: String
    package var bytes: Int64
    /// It was only looked whether it can be done.
    package var isDryRun: Bool
    /// Seconds.
    package var duration: Double

    package init(target: String, name: String, path: String, bytes: Int64, isDryRun: Bool, duration: Double) {
        self.target = target
        self.name = name.cut(toBytes: 256)
        self.path = path
        self.bytes = bytes
        self.isDryRun = isDryRun
        self.duration = duration
    }

    /// What events and replies say of it.
    package var payload: JSON {
        [
            "target": .string(target), "name": .string(name), "path": .string(path), "bytes": .integer(bytes),
            "dry_run": .bool(isDryRun), "duration_s": .integer(Int64(max(0, duration.rounded()))),
        ]
    }

    /// For people.
    package var sentence: String {
        isDryRun ? "The backup can be brought to \(path)." : "The backup is in \(path)."
    }
}
