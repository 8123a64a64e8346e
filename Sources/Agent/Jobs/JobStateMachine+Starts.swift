import FoundationEssentials
import JSON

// Backups that are asked for: made at once, later, or not at all.
extension JobStateMachine {
    /// - Parameters:
    ///   - request: who is answered; nil when the schedule wants the backup.
    ///   - jobID: promised before, to one that had to wait.
    mutating func start(
        _ options: StartOptions, _ request: CommandRequest?, jobID: String? = nil, now: Date
    ) -> [Action] {
        if let last = lastGoodAt, let oldest = options.maxAge, (0..<oldest).contains(age(of: last, now)) {
            return skip(options, .fresh, "The last backup was made at \(last.payloadText).", request)
        }
        if let job, let request, options.waits, !isStopping { return wait(options, request, after: job, now: now) }
        let next = Job(
            id: jobID ?? Job.newID(at: now), nameFrom: options.name ?? options.origin?.nameTemplate ?? nameTemplate,
            exclude: options.exclude,
            include: options.include, folders: options.folders, isPinned: options.isPinned,
            verifies: options.verifies, origin: options.origin, trigger: options.trigger, startedAt: now)
        let actions = begin(next, request)
        if running?.job == next { running?.options = options }
        return actions
    }

    /// What whoever asks for a backup through a named pipe is told at once; null for others.
    func pipe(of origin: BackupOrigin?) -> JSON {
        guard case .pipe(let order) = origin, let pipeDirectory else { return nil }
        return ["pipe": .string("\(pipeDirectory)/\(order.name)")]
    }

    private func age(of date: Date, _ now: Date) -> Int64 {
        Int64(now.timeIntervalSince(date).rounded(.down))
    }

    /// A backup that is not made, and why.
    private func skip(
        _ options: StartOptions, _ reason: BackupEvent.SkipReason, _ why: String, _ request: CommandRequest?
    ) -> [Action] {
        let event = Action.emit(.skipped(reason, why, trigger: options.trigger))
        guard let request else { return [event] }
        let data: JSON = ["skipped": true, "last_success_at": JSON(lastGoodAt?.payloadText)]
        return [.reply(Reply(to: request, .done, .fresh, why, data: data)), event]
    }

    private mutating func wait(
        _ options: StartOptions, _ request: CommandRequest, after job: Job, now: Date
    ) -> [Action] {
        guard !line.isFull else {
            let why = "So many backups wait already: \(BackupLine.capacity)."
            return [.reply(Reply(to: request, .rejected, .busy, why, jobID: job.id))]
        }
        let id = Job.newID(at: now)
        line.add(BackupLine.Place(jobID: id, options: options, request: request))
        let when = "The backup starts when the \(job.kind.noun) has ended."
        return [
            .reply(Reply(to: request, .accepted, .queued, when, jobID: id, data: pipe(of: options.origin))),
            .publishState,
        ]
    }

    /// What is done when nothing runs any more: first what the rules of retention want, then the next in line.
    mutating func proceed(now: Date) -> [Action] {
        guard !isStopping else { return [] }
        var actions: [Action] = []
        if owesRetention { actions += prune(now: now) }
        while running == nil, let place = line.next() {
            if let expiry = place.request.expiresAt, expiry < now {
                actions += drop(place, .rejected, .expired, "It expired before its turn came.")
            } else {
                actions += start(place.options, place.request, jobID: place.jobID, now: now)
            }
        }
        return actions
    }

    /// Nobody waits in vain: whoever is dropped is told.
    /// - Parameter jobID: of the one that is dropped; nil: all.
    mutating func dropLine(_ why: String, _ jobID: String? = nil) -> [Action] {
        let dropped = line.drop(jobID)
        let told = dropped.flatMap { drop($0, .cancelled, .ok, why) }
        return told + (dropped.isEmpty ? [] : [.publishState])
    }

    private mutating func drop(
        _ place: BackupLine.Place, _ status: Reply.Status, _ code: Reply.Code, _ why: String
    ) -> [Action] {
        let reply = Reply(to: place.request, status, code, why, jobID: place.jobID)
        return [.reply(reply), .emit(.skipped(.cancelled, why, trigger: place.options.trigger))]
    }
}
