import HTTP
import Pipe

// After a failure: no open session and no file stay behind, as far as the network allows.
extension UploadSession {
    /// Seconds for the session, and for the file with it: somebody who cancels shall not notice.
    private static let patience = (session: 0.6, all: 1.0)

    func tidyUp(after error: any Error) {
        let start = secondsNow()
        var litter: [Litter] = []
        if case .uploadCorrupt? = error as? DriveError {
            // Complete, and wrong: nobody is in a hurry, and this file must go.
            if (try? client.delete(file.id ?? "")) != nil { return }
            // Where deleting is not allowed, it shall at least not be taken for a backup.
            _ = try? client.markDamaged(file.id ?? "")
        } else if let address {
            // Any answer but a server's bad day is one: the session is gone, now or already.
            litter.append(Litter(url: address, isGone: { $0 < 500 }))
        }
        let hasSession = !litter.isEmpty
        if state.mayBeComplete {
            // The last chunk was on its way: it may become a file a moment after the session was cancelled.
            litter.append(Litter(url: fileAddress, isGone: { 200..<300 ~= $0 }))
        }
        let limits = hasSession && litter.count > 1 ? [Self.patience.session, Self.patience.all] : [Self.patience.all]
        let rest = zip(litter, limits).filter { !$0.remove(by: client, until: start + $1) }.map(\.0)
        if !rest.isEmpty { Litter.removeLater(rest, by: client) }
    }

    private var fileAddress: String { client.address("files/\(percentEncoded(file.id ?? ""))") }
}

/// Something in Drive that nobody wants any more.
private struct Litter: Sendable {
    let url: String
    /// Whether an answer of this status says that it is not there.
    let isGone: @Sendable (Int) -> Bool

    /// Tries a few times.
    /// - Returns: whether it is gone.
    func remove(by client: DriveClient, until deadline: Double) -> Bool {
        for attempt in 0..<3 {
            if attempt > 0 { _ = Cancellation().sleep(seconds: 0.2) }
            let left = deadline - secondsNow()
            guard left > 0 else { return false }
            if let answer = try? client.send(HTTPRequest("DELETE", url), within: left), isGone(answer.status) {
                return true
            }
        }
        return false
    }

    /// Goes on beside whatever comes next, for about a minute.
    static func removeLater(_ litter: [Litter], by client: DriveClient) {
        let (settings, token) = (client.settings, client.token)
        Thread.start {
            let client = DriveClient(settings, token: token, cancellation: Cancellation())
            var rest = litter
            for pause in [1.0, 2, 4, 8, 16, 32] where !rest.isEmpty {
                _ = Cancellation().sleep(seconds: pause)
                rest.removeAll { $0.remove(by: client, until: secondsNow() + 10) }
            }
        }
    }
}
