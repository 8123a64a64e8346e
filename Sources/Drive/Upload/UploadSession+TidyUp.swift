import Pipe

// After a failure: no open session and no file stay behind, as far as two seconds and the network allow.
extension UploadSession {
    func tidyUp(after error: any Error) {
        let deadline = secondsNow() + 2
        if case .uploadCorrupt? = error as? DriveError {
            // Complete, and wrong: nobody is in a hurry, and this file must go.
            if (try? client.delete(file.id ?? "")) != nil { return }
        } else if let address {
            _ = try? client.send(HTTPRequest("DELETE", address), within: 1)
        }
        if state.mayBeComplete { deleteFile(until: deadline) }
    }

    /// The last chunk was on its way: it may become a file a moment after the session was cancelled.
    private func deleteFile(until deadline: Double) {
        for attempt in 0..<3 {
            if attempt > 0 { _ = Cancellation().sleep(seconds: 0.2) }
            let left = deadline - secondsNow()
            guard left > 0 else { return }
            let deletion = HTTPRequest("DELETE", client.address("files/\(percentEncoded(file.id ?? ""))"))
            if let answer = try? client.send(deletion, within: left), answer.isSuccess { return }
        }
    }
}
