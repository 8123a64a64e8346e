import JSON

/// What whoever asked for a job is told at its end.
struct FinalReply {
    private(set) var reply: Reply

    init(to request: CommandRequest, of ended: JobStateMachine.Running, _ outcome: JobOutcome) {
        reply = Reply(to: request, .done, .ok, outcome.sentence(of: ended.job.kind), jobID: ended.job.id)
        switch outcome {
        case .completed(let result):
            reply.data = .object(ended.job.facts(of: result))
            if ended.job.verifies { leaveUnread() }
        case .verified(let result): reply.data = result.payload
        case .pruned(let result): reply.data = result.payload
        case .fetched(let result): reply.data = result.payload
        case .skipped:
            reply.code = Reply.Code.nothingToDo.rawValue
            reply.data = ["skipped": true]
        case .failed(let failure):
            reply.status = .failed
            reply.code = failure.code
            reply.data = .object(failure.facts)
        case .cancelled: cancel(ended)
        }
        if let made = ended.made { add(made.by.facts(of: made.result), outcome) }
    }

    private mutating func cancel(_ ended: JobStateMachine.Running) {
        reply.status = .cancelled
        guard ended.isCancelledByProducer else { return }
        reply.code = Reply.Code.cancelledByProducer.rawValue
        reply.message = JobOutcome.cancelledByProducer
    }

    /// It was to be read back, and was not.
    private mutating func leaveUnread() {
        reply.status = .cancelled
        reply.message += " It was cancelled before it was read back."
    }

    /// What was looked through is the backup that was asked for: that comes first.
    private mutating func add(_ made: [String: JSON], _ outcome: JobOutcome) {
        var data = made
        data["verification"] = reply.data
        reply.data = .object(data)
        reply.message =
            switch outcome {
            case .cancelled: "The backup is stored. Its verification was cancelled."
            case .failed: "The backup is stored, and its verification failed. \(reply.message)"
            default: "The backup is stored, and was read back. \(reply.message)"
            }
    }
}
