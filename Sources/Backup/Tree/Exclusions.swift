/// What stays out of a backup: Home Assistant's own list and the user's patterns.
///
/// A directory that matches is left out with all it holds. Home Assistant's patterns are those of Core 2026.11
/// (`backup/const.py`) and of the Supervisor together; directories named there (`tts/*`) stay, empty.
package struct Exclusions: Sendable {
    private let globs: [Glob]
    private let exceptions: [Glob]

    /// - Parameter exceptions: what they match stays in, but for what lies in a directory that is left out.
    package init(_ globs: [Glob], except exceptions: [Glob] = []) {
        self.globs = globs
        self.exceptions = exceptions
    }

    /// For the configuration folder.
    /// - Parameters:
    ///   - exclude: the user's, relative to the folder.
    ///   - include: what the user wants although a pattern leaves it out.
    package static func configuration(
        withDatabase: Bool, exclude: [Glob] = [], include: [Glob] = []
    ) -> Exclusions {
        Exclusions((always + (withDatabase ? [] : database)).map(Glob.init) + exclude, except: include)
    }

    /// - Parameter path: relative to the folder, raw bytes.
    package func exclude(_ path: [UInt8]) -> Bool {
        let segments = Glob.segments(of: path)
        return globs.contains { $0.matches(segments: segments) }
            && !exceptions.contains { $0.matches(segments: segments) }
    }

    private static let always = [
        "**/__pycache__/*", "**/.DS_Store", ".HA_RESTORE", "*.db-shm", "*.corrupt.*", ".storage/*.corrupt.*", "*.log.*",
        "*.log", "backups/*.tar", "tmp_backups/*.tar", "OZW_Log.txt", "tts/*", ".cache/*",
    ]

    private static let database = ["home-assistant_v?.db", "home-assistant_v?.db-wal"]
}
