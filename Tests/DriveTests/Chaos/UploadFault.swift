import DriveSimulator

/// A row of the chaos table: what goes wrong in an upload of twelve chunks, and how that has to end.
struct UploadFault: Sendable {
    /// How an upload ends: whole, or with the code of an error that no patience can mend.
    enum Ending: Hashable, Sendable {
        case complete
        case error(String)
    }

    let name: String
    /// The chunks at which it is played; one, for what has nothing to do with a chunk.
    var places = Array(1...12)
    var ending = Ending.complete
    /// Where the last chunk's ending is another one.
    var lastEnding: Ending?
    /// What the simulator does, when it is to happen at a chunk.
    let plan: @Sendable (_ chunk: Int) -> [Fault]
    /// The most bytes of a chunk.
    var chunkSize = SimulatedDrive.quantum
    /// Only more patience than a test has would survive it.
    var isEndless = false
    /// The server goes silent, and that takes a second to be noticed.
    var isSilent = false
    /// It has Google refuse a token: two in a row are a verdict.
    var refusesToken = false
    /// The start of a session has no answer: one stays behind, without a byte, of which nobody knows.
    var losesSession = false

    func ending(at place: Int) -> Ending {
        place == 12 ? lastEnding ?? ending : ending
    }

    /// Errors with which it may end when other trouble comes along.
    var codes: Set<Ending> {
        guard !isEndless else {
            return Set(["upload_limit", "rate_limited", "drive_unavailable", "network"].map(Ending.error))
        }
        return Set([ending, lastEnding ?? ending]).subtracting([.complete])
    }
}

extension UploadFault.Ending: CustomStringConvertible {
    var description: String {
        switch self {
        case .complete: "complete"
        case .error(let code): "`\(code)`"
        }
    }
}

extension UploadFault {
    /// One effect on the request that carries a chunk.
    static func chunk(_ name: String, _ effect: Fault.Effect, times: Int? = 1) -> UploadFault {
        UploadFault(name: name) { [Fault(effect, on: .chunk, from: $0, times: times)] }
    }

    /// A clear refusal, which ends the upload.
    static func refusal(_ reason: String, _ code: String) -> UploadFault {
        UploadFault(name: "403 `\(reason)`", ending: .error(code)) {
            [Fault(.status(403, reason: reason), on: .chunk, from: $0)]
        }
    }

    /// Trouble with the question that follows a chunk that was cut in the middle.
    static func query(_ name: String, _ effect: Fault.Effect, times: Int = 1) -> UploadFault {
        UploadFault(name: "cut in the middle, then \(name)") {
            [Fault(.dropAfterBytes(150_000), on: .chunk, from: $0), Fault(effect, on: .statusQuery, times: times)]
        }
    }

    /// Trouble before the first byte.
    static func start(_ name: String, _ effect: Fault.Effect, on kind: RequestKind, times: Int = 1) -> UploadFault {
        UploadFault(name: name, places: [1]) { _ in [Fault(effect, on: kind, times: times)] }
    }

    /// A token that dies at a chunk, and trouble with getting another.
    static func renewal(_ name: String, _ effect: Fault.Effect, times: Int = 1) -> UploadFault {
        var fault = UploadFault(name: "token expired, then \(name)") {
            [Fault(.expireToken, on: .chunk, from: $0), Fault(effect, on: .token, from: 2, times: times)]
        }
        fault.refusesToken = true
        return fault
    }

    func with(_ change: (inout UploadFault) -> Void) -> UploadFault {
        var fault = self
        change(&fault)
        return fault
    }
}
