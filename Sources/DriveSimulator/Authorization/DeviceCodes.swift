import Synchronization

/// The device codes waiting for the user's consent (RFC 8628).
final class DeviceCodes: Sendable {
    /// What a poll finds.
    enum Poll: Sendable {
        case unknown, pending, tooFast, denied, approved, orgInternal, policyEnforced
    }

    private struct Code {
        let userCode: String
        let expiry: Timestamp
        var polls = 0
        var last: Timestamp?
        /// What the user did by hand.
        var isApproved: Bool?
    }

    private let approval: DeviceApproval
    /// Seconds between polls.
    let interval: Int
    /// Seconds.
    let lifetime: Int
    private let codes = Mutex<[String: Code]>([:])

    init(_ approval: DeviceApproval, interval: Int, lifetime: Int) {
        self.approval = approval
        self.interval = interval
        self.lifetime = lifetime
    }

    /// - Returns: the code for the device and the one for the user.
    func issue() -> (device: String, user: String) {
        let code = Identifier.random(prefix: "AH-1Ng", length: 80)
        let userCode = "SIMU-" + Identifier.random(prefix: "", length: 4).uppercased()
        let expiry = Timestamp(milliseconds: Timestamp.now().milliseconds + Int64(lifetime) * 1000)
        codes.withLock { $0[code] = Code(userCode: userCode, expiry: expiry) }
        return (code, userCode)
    }

    /// The user says yes or no.
    /// - Parameter userCode: nil: to all that wait.
    /// - Returns: how many codes that was about.
    func decide(_ isApproved: Bool, userCode: String?) -> Int {
        codes.withLock { codes in
            let meant = codes.filter { userCode == nil || $0.value.userCode == userCode }
            for code in meant.keys { codes[code]?.isApproved = isApproved }
            return meant.count
        }
    }

    func poll(_ code: String) -> Poll {
        codes.withLock { codes in
            let now = Timestamp.now()
            guard var entry = codes[code], entry.expiry > now else { return .unknown }
            defer { codes[code] = entry }
            let isTooFast = entry.last.map { now.milliseconds - $0.milliseconds < Int64(interval) * 900 } ?? false
            entry.last = now
            if isTooFast { return .tooFast }
            entry.polls += 1
            if let isApproved = entry.isApproved { return isApproved ? .approved : .denied }
            return outcome(after: entry.polls)
        }
    }

    private func outcome(after polls: Int) -> Poll {
        switch approval {
        case .denied: .denied
        case .afterPolls(let count): polls > count ? .approved : .pending
        case .byHand: .pending
        case .orgInternal: .orgInternal
        case .policyEnforced: .policyEnforced
        }
    }

    /// A code is good for one grant.
    func redeem(_ code: String) {
        _ = codes.withLock { $0.removeValue(forKey: code) }
    }
}
