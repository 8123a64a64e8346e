/// What a token may be used for (`api/middleware/security.py` of the Supervisor, its first API).
package enum Role: Sendable, Equatable {
    /// `hassio_api: false`: only what every app may ask.
    case none
    case `default`, backup, manager

    /// Whether this path is open to it.
    func mayAsk(_ path: String) -> Bool {
        if path == "/info" { return true }
        switch self {
        case .none: return false
        case .default: return isInfo(path)
        case .backup: return isInfo(path) || path.hasPrefix("/backups")
        case .manager:
            return isInfo(path)
                || ["/backups", "/addons", "/jobs/", "/core/", "/host/", "/supervisor/"].contains {
                    path.hasPrefix($0)
                }
        }
    }

    /// `/.+/info`
    private func isInfo(_ path: String) -> Bool {
        path.hasSuffix("/info") && path.utf8.count > "/".utf8.count + "/info".utf8.count
    }
}
