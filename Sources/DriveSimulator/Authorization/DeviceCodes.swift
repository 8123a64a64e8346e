import Synchronization

/// The device codes waiting for the user's consent (RFC 8628).
final class DeviceCodes: Sendable {
    /// What a poll finds.
    enum Poll: Sendable {
        case unknown, pending, tooFast, denied, approved
    }

    private struct Code {
        var polls = 0
        var last: Timestamp?
    }

    private let approval: DeviceApproval
    /// Seconds between polls.
    let interval: Int
    private let codes = Mutex<[String: Code]>([:])

    init(_ approval: DeviceApproval, interval: Int) {
        self.approval = approval
        self.interval = interval
    }

    func issue() -> String {
        let code = Identifier.random(prefix: "AH-1Ng", length: 80)
        codes.withLock { $0[code] = Code() }
        return code
    }

    func poll(_ code: String) -> Poll {
        codes.withLock { codes in
            guard var entry = codes[code] else { return .unknown }
            defer { codes[code] = entry }
            let now = Timestamp.now()
            let isTooFast = entry.last.map { now.milliseconds - $0.milliseconds < Int64(interval) * 900 } ?? false
            entry.last = now
            if isTooFast { return .tooFast }
            entry.polls += 1
            switch approval {
            case .denied: return .denied
            case .afterPolls(let count): return entry.polls > count ? .approved : .pending
            }
        }
    }

    /// A code is good for one grant.
    func redeem(_ code: String) {
        _ = codes.withLock { $0.removeValue(forKey: code) }
    }
}
