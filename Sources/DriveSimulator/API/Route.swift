import HTTPServing

/// Which part of Google's interface a request addresses.
enum Route: Equatable, Sendable {
    case token, deviceCode, revoke
    case about
    case generateIDs
    case emptyTrash
    case files
    case file(String)
    case upload(id: String?)
    case session(String)
    case control(String)
    case unknown

    init(_ request: HTTPRequest) {
        let path = request.path.split(separator: "/").map(String.init)
        if path.first == "_simulator" {
            self = .control(path.dropFirst().joined(separator: "/"))
        } else if let rest = Self.below(["upload", "drive", "v3", "files"], path)
            ?? Self.below(["resumable", "upload", "drive", "v3", "files"], path)
        {
            self = Self.upload(rest, session: request.query["upload_id"])
        } else if let rest = Self.below(["drive", "v3"], path) {
            self = Self.drive(rest)
        } else {
            self = Self.oauth(path)
        }
    }

    private static func below(_ prefix: [String], _ path: [String]) -> [String]? {
        path.starts(with: prefix) ? Array(path.dropFirst(prefix.count)) : nil
    }

    private static func upload(_ rest: [String], session: String?) -> Route {
        if let session { return .session(session) }
        return rest.count <= 1 ? .upload(id: rest.first) : .unknown
    }

    private static func drive(_ path: [String]) -> Route {
        if path == ["about"] { return .about }
        guard path.first == "files", path.count <= 2 else { return .unknown }
        guard path.count == 2 else { return .files }
        switch path[1] {
        case "generateIds": return .generateIDs
        case "trash": return .emptyTrash
        default: return .file(path[1])
        }
    }

    private static func oauth(_ path: [String]) -> Route {
        switch path {
        case ["token"], ["oauth2", "v4", "token"]: .token
        case ["device", "code"]: .deviceCode
        case ["revoke"]: .revoke
        default: .unknown
        }
    }
}
