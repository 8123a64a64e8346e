import Synchronization

extension DriveSimulator {
    package func add(_ faults: Fault...) { self.faults.add(faults) }

    /// Forgets all faults that have not struck yet.
    package func clearFaults() { faults.clear() }

    /// Every file but the root folder, oldest first.
    package var files: [StoredFile] { drive.withLock { $0.files } }

    /// Sessions that are neither finished nor gone.
    package var openSessions: Int { sessions.open.count }

    /// Bytes kept by all open sessions.
    package var bytesKept: Int64 { sessions.open.reduce(0) { $0 + $1.progress.kept } }

    /// The last requests, oldest first.
    package var requests: [RecordedRequest] { log.requests }

    /// Body bytes of all requests so far.
    package var bytesReceived: Int64 { log.bytesReceived }

    /// The content of a file; nil when there is no such file or its content was not kept.
    package func content(of id: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        guard (try? readContent(of: id) { bytes.append(contentsOf: $0) }) == true else { return nil }
        return bytes
    }

    /// Passes the content of a file on, piece by piece; false when there is none.
    package func readContent(of id: String, _ take: (UnsafeRawBufferPointer) throws -> Void) throws -> Bool {
        guard let file = try? drive.withLock({ try $0.file(id) }), let content = file.content,
            content.location != .discarded
        else { return false }
        try content.read(from: 0, count: content.size, take)
        return true
    }

    /// Bytes; nil is unlimited.
    package func setQuota(limit: Int64?, usage: Int64) {
        drive.withLock { drive in
            drive.quotaLimit = limit
            drive.otherUsage = usage
        }
    }

    /// A valid access token, as the token endpoint would give out.
    package func issueAccessToken() -> String { tokens.issue() }

    /// The user says yes or no to a device; without a code to all that wait.
    /// - Returns: whether one waited.
    @discardableResult
    package func decideDevice(approve: Bool, userCode: String? = nil) -> Bool {
        deviceCodes.decide(approve, userCode: userCode) > 0
    }

    /// The user takes all access away in the account's settings.
    package func revokeAll() { tokens.revokeAll() }

    /// Ends every open session: from now on they answer `status`, 404 or 410.
    package func expireSessions(status: Int = 404) { sessions.endOpen(status: status) }
}
