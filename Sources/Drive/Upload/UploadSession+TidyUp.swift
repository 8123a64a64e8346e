import Pipe

// After a failure: no open session and no file stay behind, as far as the network allows in a time that somebody who cancels
// does not notice.
extension UploadSession {
    /// Seconds for the session and for the file: with what else there is to do, less than two until the agent is idle.
    private static let patience = 0.8

    func tidyUp(after error: any Error) {
        let deadline = secondsNow() + 2 * Self.patience
        if case .uploadCorrupt? = error as? DriveError {
            // Complete, and wrong: nobody is in a hurry, and this file must go.
            if (try? client.delete(file.id ?? "")) != nil { return }
            // Where deleting is not allowed, it shall at least not be taken for a backup.
            try? client.markDamaged(file.id ?? "")
        } else if let address {
            // Any answer but a server's bad day is one: the session is gone, now or already.
            repeatedly("DELETE", address, until: deadline - Self.patience) { $0.status < 500 }
        }
        if state.mayBeComplete {
            // The last chunk was on its way: it may become a file a moment after the session was cancelled.
            repeatedly("DELETE", fileAddress, until: deadline) { $0.isSuccess }
        }
    }

    private var fileAddress: String { client.address("files/\(percentEncoded(file.id ?? ""))") }

    private func repeatedly(
        _ method: String, _ url: String, until deadline: Double, isDone: (HTTPResponse) -> Bool
    ) {
        for attempt in 0..<3 {
            if attempt > 0 { _ = Cancellation().sleep(seconds: 0.2) }
            let left = deadline - secondsNow()
            guard left > 0 else { return }
            if let answer = try? client.send(HTTPRequest(method, url), within: left), isDone(answer) { return }
        }
    }
}
