import JSON
import Pipe
import Synchronization

// What the system is.
extension SupervisorSimulator {
    /// The data of a `GET` that changes nothing.
    func information(_ path: String) throws(Refusal) -> JSON {
        switch path {
        case "/info": about
        case "/supervisor/info": supervisor
        case "/core/info", "/homeassistant/info": core
        case "/host/info": host
        case "/addons": ["addons": .array(configuration.apps.map(described))]
        case _ where path.hasPrefix("/addons/") && path.hasSuffix("/info"): try app(path)
        default: throw Refusal(plain: 404)
        }
    }

    /// One job, or all with `info`.
    func jobs(_ id: String) throws(Refusal) -> JSON {
        let found: JSON? = system.withLock { system in
            if id == "info" { return ["ignore_conditions": [], "jobs": system.jobs.tree] }
            return system.jobs[id].map(system.jobs.json)
        }
        guard let found else { throw Refusal("Job does not exist", status: 404) }
        return found
    }

    private var about: JSON {
        [
            "supervisor": .string(configuration.supervisorVersion),
            "homeassistant": .string(configuration.homeAssistantVersion),
            "hassos": configuration.operatingSystem.map(JSON.string) ?? .null, "docker": "28.3.3",
            "hostname": "homeassistant", "operating_system": "Home Assistant OS 16.1", "features": ["haos"],
            "machine": "generic-x86-64", "machine_id": .null, "arch": "amd64", "supported_arch": ["amd64"],
            "state": .string(system.withLock { $0.state(at: secondsNow()) }), "supported": true, "channel": "stable",
            "logging": "info", "timezone": "Europe/Berlin",
        ]
    }

    private var supervisor: JSON {
        let version = JSON.string(configuration.supervisorVersion)
        return [
            "version": version, "version_latest": version, "update_available": false, "channel": "stable",
            "arch": "amd64", "supported": true, "healthy": true, "ip_address": "172.30.32.2",
            "timezone": "Europe/Berlin", "logging": "info", "debug": false, "debug_block": false,
            "diagnostics": .null, "auto_update": true, "detect_blocking_io": false, "feature_flags": [:],
            "wait_boot": 5, "country": .null,
            "addons": .array(configuration.apps.map(listed)), "addons_repositories": [],
        ]
    }

    private var core: JSON {
        let version = JSON.string(configuration.homeAssistantVersion)
        return [
            "version": version, "version_latest": version, "update_available": false, "machine": "generic-x86-64",
            "ip_address": "172.30.32.1", "arch": "amd64", "image": "ghcr.io/home-assistant/generic-x86-64",
            "boot": true,
            "port": 8123, "ssl": false, "watchdog": true, "audio_input": .null, "audio_output": .null,
            "backups_exclude_database": false, "duplicate_log_file": false,
        ]
    }

    private var host: JSON {
        let (free, total) = (configuration.free, configuration.total)
        return [
            "agent_version": "1.7.2", "apparmor_version": "4.0.0", "chassis": "vm", "virtualization": "kvm",
            "cpe": .null, "deployment": "production", "disk_free": gibibytes(free), "disk_total": gibibytes(total),
            "disk_used": gibibytes(total - free), "disk_life_time": .null, "features": ["haos"],
            "hostname": "homeassistant", "llmnr_hostname": "homeassistant", "kernel": "6.12.43-haos",
            "operating_system": "Home Assistant OS 16.1", "timezone": "Europe/Berlin", "dt_utc": .null,
            "dt_synchronized": true, "use_ntp": true, "startup_time": 11.2, "boot_timestamp": .null,
            "broadcast_llmnr": true, "broadcast_mdns": true,
        ]
    }

    /// A tenth of a GiB is as fine as the Supervisor tells it.
    private func gibibytes(_ bytes: Int64) -> JSON {
        .number((Double(bytes) / 1_073_741_824 * 10).rounded() / 10)
    }

    private func app(_ path: String) throws(Refusal) -> JSON {
        let slug = path.split(separator: "/").dropLast().last.map(String.init)
        guard let app = configuration.apps.first(where: { $0.slug == slug }) else {
            throw Refusal("App \(slug ?? "") does not exist", status: 404)
        }
        return described(app)
    }

    private func listed(_ app: SimulatedApp) -> JSON {
        [
            "name": .string(app.name), "slug": .string(app.slug), "version": .string(app.version),
            "version_latest": .string(app.version), "update_available": false, "state": .string(app.state),
            "repository": "core", "icon": false,
        ]
    }

    private func described(_ app: SimulatedApp) -> JSON {
        let more: [String: JSON] = ["description": "", "stage": "stable", "available": true, "detached": false]
        return .object((listed(app).object ?? [:]).merging(more) { $1 })
    }
}
