import JSON

extension Fault {
    /// Reads a fault such as `{"effect":"status","status":503,"on":"chunk","from":2,"times":1}`.
    ///
    /// `effect` is one of `status` (`status`, `reason`, `retry_after`), `drop_before`, `drop_after_bytes` (`bytes`),
    /// `drop_after_commit`, `short_ack` (`bytes`), `expire_session` (`status`, default 404), `delay` (`seconds`),
    /// `stall` (`bytes`), `expire_token`, `corrupt`. `on` is a `RequestKind`, default `any`; `from` counts from 1,
    /// `times` defaults to 1, null means for ever.
    init(_ json: JSON) throws(SimulatorError) {
        guard let kind = RequestKind(rawValue: json["on"]?.string ?? "any") else {
            throw .badFault("on is no kind of request")
        }
        let times: Int? = json["times"] == .null ? nil : Int(clamping: json["times"]?.integer ?? 1)
        self.init(
            try Self.effect(json), on: kind, from: Int(clamping: json["from"]?.integer ?? 1), times: times)
    }

    private static func effect(_ json: JSON) throws(SimulatorError) -> Effect {
        let bytes = json["bytes"]?.integer ?? 0
        switch json["effect"]?.string ?? "" {
        case "status": return try status(json)
        case "drop_before": return .dropBefore
        case "drop_after_bytes": return .dropAfterBytes(bytes)
        case "drop_after_commit": return .dropAfterCommit
        case "short_ack": return .shortAck(keepBytes: bytes)
        case "expire_session": return .expireSession(json["status"]?.integer == 410 ? 410 : 404)
        case "delay": return .delay(seconds: seconds(json))
        case "stall": return .stall(afterBytes: bytes)
        case "expire_token": return .expireToken
        case "corrupt": return .corrupt
        case let name: throw .badFault("effect \"\(name)\" is unknown")
        }
    }

    private static func status(_ json: JSON) throws(SimulatorError) -> Effect {
        guard let status = json["status"]?.integer, (200...599).contains(status) else {
            throw .badFault("status is not between 200 and 599")
        }
        let retryAfter = json["retry_after"]?.integer.map { Int(clamping: $0) }
        return .status(Int(status), reason: json["reason"]?.string, retryAfter: retryAfter)
    }

    private static func seconds(_ json: JSON) -> Double {
        switch json["seconds"] {
        case .number(let seconds): seconds
        case .integer(let seconds): Double(seconds)
        default: 0
        }
    }
}
