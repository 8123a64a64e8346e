import Synchronization

/// All resumable sessions by their `upload_id`.
final class UploadSessions: Sendable {
    enum Entry: Sendable {
        case open(UploadSession)
        /// Expired or cancelled; requests get this status.
        case gone(status: Int)
    }

    private let entries = Mutex<[String: Entry]>([:])

    func add(_ session: UploadSession) -> String {
        let id = Identifier.random(prefix: "AHmUCY", length: 100)
        entries.withLock { $0[id] = .open(session) }
        return id
    }

    subscript(id: String) -> Entry? {
        entries.withLock { $0[id] }
    }

    /// Ends a session; from now on it answers `status`.
    func end(_ id: String, status: Int) {
        let ended = entries.withLock { entries in
            let old = entries[id]
            entries[id] = .gone(status: status)
            return old
        }
        if case .open(let session) = ended { session.abandon() }
    }

    /// Ends every session that is neither finished nor gone.
    func endOpen(status: Int) {
        let ids = entries.withLock { Array($0.keys) }
        for id in ids {
            if case .open(let session) = self[id], !session.progress.isFinished { end(id, status: status) }
        }
    }

    /// Ends every session and forgets it.
    func removeAll() {
        for case .open(let session) in entries.withLock({ Array($0.values) }) { session.abandon() }
        entries.withLock { $0 = [:] }
    }

    /// Sessions that are neither finished nor gone.
    var open: [UploadSession] {
        entries.withLock { entries in
            entries.values.compactMap { entry in
                guard case .open(let session) = entry, !session.progress.isFinished else { return nil }
                return session
            }
        }
    }
}
