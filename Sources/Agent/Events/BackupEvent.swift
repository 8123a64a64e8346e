import FoundationEssentials
import JSON
import MQTT

/// Something that happened to a backup.
package enum BackupEvent: PublishedEvent, Equatable {
    case started(Job)
    /// At 25, 50 and 75 percent only: each event is a row in Home Assistant's database.
    case progress(Job, percent: Int, bytesPerSecond: Int64?, finishAt: Date?)
    case ended(Job, JobOutcome)
    case cancelled(Job, by: Canceller)
    /// A backup was not made; a sentence says why.
    case skipped(SkipReason, String, trigger: Trigger)

    /// Why a backup was not made.
    package enum SkipReason: String, Sendable {
        /// Another job was running.
        case busy
        /// The last one is young enough.
        case fresh
        /// The time is one at which none may be made.
        case blackout
        /// Something has to be mended first.
        case blocked
        /// There is nothing that could be stored.
        case nothingToDo = "nothing_to_do"
        /// It waited for the end of another job until nobody wanted it any more.
        case cancelled
    }

    /// What a backup was cancelled by.
    package enum Canceller: String, Sendable {
        case command
        /// The end of the agent.
        case stop
    }

    package var type: String {
        switch self {
        case .started: "started"
        case .progress: "progress"
        case .ended(_, .completed): "completed"
        case .ended(_, .failed): "failed"
        case .ended, .cancelled: "cancelled"
        case .skipped: "skipped"
        }
    }

    package func topic(in topics: Topics) -> String { topics.backupEvent }

    package var importance: Outbox.Importance {
        if case .progress = self { .passing } else { .lasting }
    }

    package var details: [String: JSON] {
        var members: [String: JSON] = ["job_id": JSON(job?.id), "name": JSON(job?.name)]
        switch self {
        case .started(let job): members["trigger"] = .string(job.trigger.rawValue)
        case .progress(_, let percent, let speed, let finishAt):
            members["percent"] = .integer(Int64(percent))
            members["bytes_per_second"] = JSON(speed)
            members["finish_at"] = JSON(finishAt?.payloadText)
        case .ended(_, .completed(let result)):
            members.merge(job?.facts(of: result) ?? [:]) { own, _ in own }
        case .ended(_, .failed(let failure)):
            members["code"] = .string(failure.code)
            members["attempt"] = .integer(Int64(failure.attempt))
            members.merge(failure.facts) { _, new in new }
        case .ended: break
        case .cancelled(_, let canceller): members["by"] = .string(canceller.rawValue)
        case .skipped(let reason, _, let trigger):
            members["code"] = .string(reason.rawValue)
            members["trigger"] = .string(trigger.rawValue)
        }
        return members
    }

    private var job: Job? {
        switch self {
        case .started(let job), .progress(let job, _, _, _), .ended(let job, _), .cancelled(let job, _): job
        case .skipped: nil
        }
    }

    package var message: String {
        switch self {
        case .started(let job): "The backup \(job.name) has started."
        case .progress(_, let percent, _, _): "\(percent) % of the backup is stored."
        case .ended(let job, let outcome): outcome.sentence(of: job.kind)
        case .cancelled(let job, _): JobOutcome.cancelled.sentence(of: job.kind)
        case .skipped(_, let why, _): "No backup was made. \(why)"
        }
    }
}

extension JobOutcome {
    /// For people.
    package func sentence(of kind: JobKind) -> String {
        switch self {
        case .completed(let result) where result.warningCount > 0:
            "The backup is in \(result.place) and verified, with \(result.warningCount) warnings."
        case .completed(let result): "The backup is in \(result.place) and verified."
        case .verified(let result): result.sentence
        case .pruned(let result): result.sentence
        case .fetched(let result): result.sentence
        case .skipped(let reason): reason
        case .failed(let failure): failure.message
        case .cancelled where kind == .backup: "The backup was cancelled. Nothing of it is stored."
        case .cancelled: "The \(kind.noun) was cancelled."
        }
    }
}

extension Job {
    /// What its event and its reply say of the finished backup, which goes by one name from its start to its end; that of the
    /// file is another.
    func facts(of result: JobResult) -> [String: JSON] {
        let facts: [String: JSON] = ["name": .string(name), "file_name": .string(result.fileName)]
        return facts.merging(result.payload.object ?? [:]) { own, _ in own }
    }
}

extension JobResult {
    /// What events and replies say of a finished backup. Times in seconds, sizes in bytes.
    package var payload: JSON {
        [
            "file_id": .string(fileID), "name": .string(fileName), "slug": .string(slug),
            "size_bytes": .integer(sizeBytes), "md5": .string(md5),
            "duration_s": .integer(Int64(duration.rounded())), "verified": true,
            "warnings": .integer(Int64(warningCount)),
        ]
    }
}
