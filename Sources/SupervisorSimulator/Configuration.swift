extension SupervisorSimulator {
    /// What the simulated system is; the defaults suit tests.
    package struct Configuration: Sendable {
        /// 0 takes any free port.
        package var port: UInt16 = 0
        /// The folder with the backups, which must be there; those that lie in it are known from the start.
        package var backups: String
        /// Who may ask: tokens and what they are for.
        package var tokens: [String: Role] = ["supervisor-simulator-token": .backup]
        package var apps: [SimulatedApp] = []
        /// Where the folders are that a backup may have: `share`, `ssl`, `media`, `addons/local`.
        package var folders: [String: String] = [:]
        /// Home Assistant's configuration folder; nil: an empty one.
        package var homeAssistant: String?
        package var homeAssistantVersion = "2026.11.0"
        package var supervisorVersion = "2026.08.2"
        /// Of Home Assistant OS; nil for a Supervised system.
        package var operatingSystem: String? = "16.1"
        /// Bytes of the disk that are free, and of the whole disk. With less than 2 GiB no backup is begun.
        package var (free, total): (Int64, Int64) = (20 << 30, 32 << 30)
        /// Seconds that each step of a backup takes besides its work.
        package var stepSeconds = 0.0
        /// Seconds that a freeze takes until it holds.
        package var freezeSeconds = 0.0
        /// Seconds that stand for one in the time-out of a freeze.
        package var second = 1.0

        package init(backups: String) {
            self.backups = backups
        }
    }
}

/// An installed app.
package struct SimulatedApp: Sendable, Equatable {
    package var slug: String
    package var name: String
    package var version: String
    package var state = "started"
    /// The folder with its data; nil: an empty one.
    package var data: String?
    /// The folder with its public configuration; nil: it has none.
    package var config: String?

    package init(slug: String, name: String, version: String, data: String? = nil, config: String? = nil) {
        self.slug = slug
        self.name = name
        self.version = version
        self.data = data
        self.config = config
    }
}
