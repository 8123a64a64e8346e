import JSON

/// What the system is, and what it is about: `GET /info`.
package struct SupervisorSystem: Sendable, Equatable {
    /// Version of the Supervisor.
    package var supervisor: String
    /// Version of Home Assistant; nil where it is not installed yet.
    package var homeAssistant: String?
    /// Of Home Assistant OS; nil for a Supervised installation.
    package var operatingSystem: String?
    /// `running`, `freeze`, `startup`, `shutdown` and the like.
    package var state: String

    /// Whether a backup or a freeze is under way.
    package var isFrozen: Bool { state == "freeze" }
}

/// The disk that holds Home Assistant's data, its backups included: `GET /host/info`.
package struct SupervisorDisk: Sendable, Equatable {
    /// Bytes, as fine as a tenth of a GiB.
    package var free: Int64
    package var total: Int64

    package init(free: Int64, total: Int64) {
        self.free = free
        self.total = total
    }
}

/// An app that is installed: `GET /supervisor/info`.
package struct SupervisorApp: Sendable, Equatable {
    package var slug: String
    package var name: String
    package var version: String
    /// `started`, `stopped` and the like.
    package var state: String
}

extension SupervisorClient {
    /// What the system is and whether it is frozen.
    package func system() throws(SupervisorError) -> SupervisorSystem {
        let data = try get("/info")
        guard let version = data["supervisor"]?.string, let state = data["state"]?.string else {
            throw .unexpectedAnswer("The versions are missing.")
        }
        return SupervisorSystem(
            supervisor: version, homeAssistant: data["homeassistant"]?.string,
            operatingSystem: data["hassos"]?.string, state: state)
    }

    /// How full the disk is.
    package func disk() throws(SupervisorError) -> SupervisorDisk {
        let data = try get("/host/info")
        func bytes(_ key: String) -> Int64? {
            data[key]?.double.flatMap { $0 >= 0 ? Int64(exactly: ($0 * 1_073_741_824).rounded()) : nil }
        }
        guard let free = bytes("disk_free"), let total = bytes("disk_total") else {
            throw .unexpectedAnswer("The disk's size is missing.")
        }
        return SupervisorDisk(free: free, total: total)
    }

    /// The apps that are installed, in the Supervisor's order.
    ///
    /// `GET /addons` would say the same, but the role `backup` may not ask that.
    package func apps() throws(SupervisorError) -> [SupervisorApp] {
        guard let list = try get("/supervisor/info")["addons"]?.array else {
            throw .unexpectedAnswer("The list of apps is missing.")
        }
        return list.compactMap { app in
            guard let slug = app["slug"]?.string else { return nil }
            return SupervisorApp(
                slug: slug, name: app["name"]?.string ?? slug, version: app["version"]?.string ?? "",
                state: app["state"]?.string ?? "unknown")
        }
    }
}
