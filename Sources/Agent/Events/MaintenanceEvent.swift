import Catalog
import FoundationEssentials
import JSON

/// Something that happened to the backups that are there already.
package enum MaintenanceEvent: PublishedEvent, Equatable {
    case verified(Job, VerificationResult)
    case verifyFailed(Job, JobFailure)
    case pruned(Job, PruneResult)
    case pruneFailed(Job, JobFailure)
    case fetched(Job, FetchResult)
    case fetchFailed(Job, JobFailure)
    case pinned(CatalogEntry)
    case unpinned(CatalogEntry)
    case authorization(AuthorizationEvent)

    /// What is told of the end of a job; nil when nothing is.
    init?(of job: Job, _ outcome: JobOutcome) {
        switch (job.kind, outcome) {
        case (.verification, .verified(let result)): self = .verified(job, result)
        case (.verification, .failed(let failure)): self = .verifyFailed(job, failure)
        case (.pruning, .pruned(let result)): self = .pruned(job, result)
        case (.pruning, .failed(let failure)): self = .pruneFailed(job, failure)
        // What was only tried out has brought nothing.
        case (.fetching(let options), _) where options.isDryRun: return nil
        case (.fetching, .fetched(let result)): self = .fetched(job, result)
        case (.fetching, .failed(let failure)): self = .fetchFailed(job, failure)
        default: return nil
        }
    }

    package var type: String {
        switch self {
        case .verified: "verified"
        case .verifyFailed: "verify_failed"
        case .pruned: "pruned"
        case .pruneFailed: "prune_failed"
        case .fetched: "fetched"
        case .fetchFailed: "fetch_failed"
        case .pinned: "pinned"
        case .unpinned: "unpinned"
        case .authorization(let event): event.type
        }
    }

    /// For people.
    package var message: String {
        switch self {
        case .verified(_, let result): result.sentence
        case .pruned(_, let result): result.sentence
        case .fetched(_, let result): result.sentence
        case .verifyFailed(_, let failure), .pruneFailed(_, let failure), .fetchFailed(_, let failure): failure.message
        case .pinned(let entry): "\(entry.name.cut(toBytes: 256)) stays until it is unpinned."
        case .unpinned(let entry): "\(entry.name.cut(toBytes: 256)) goes when the rules of retention let it go."
        case .authorization(let event): event.sentence
        }
    }

    /// For the log, which is copied and published more freely than the events are: no code that lets somebody in.
    package var logLine: String {
        if case .authorization(.pending(let prompt)) = self {
            return "Somebody has to open \(prompt.verificationURL) and enter the code that the topic auth shows."
        }
        return message
    }

    /// What it is about.
    package var data: JSON {
        switch self {
        case .verified(_, let result): result.payload
        case .pruned(_, let result): result.summary
        case .fetched(_, let result): result.payload
        case .verifyFailed(let job, let failure), .fetchFailed(let job, let failure):
            .object(failure.facts.merging(["target": .string(job.name)]) { _, new in new })
        case .pruneFailed(_, let failure): .object(failure.facts)
        case .pinned(let entry), .unpinned(let entry):
            ["target": .string(entry.id), "name": .string(entry.name.cut(toBytes: 256)), "note": JSON(entry.note)]
        case .authorization(let event): .object(event.data)
        }
    }

    package var details: [String: JSON] {
        ["code": .string(code), "job_id": JSON(job?.id)].merging(data.object ?? [:]) { own, _ in own }
    }

    package func topic(in topics: Topics) -> String { topics.maintenanceEvent }

    private var code: String {
        switch self {
        case .verifyFailed(_, let failure), .pruneFailed(_, let failure), .fetchFailed(_, let failure): failure.code
        case .authorization(let event): event.code
        case .verified, .pruned, .fetched, .pinned, .unpinned: "ok"
        }
    }

    private var job: Job? {
        switch self {
        case .verified(let job, _), .verifyFailed(let job, _), .pruned(let job, _), .pruneFailed(let job, _),
            .fetched(let job, _), .fetchFailed(let job, _):
            job
        case .pinned, .unpinned, .authorization: nil
        }
    }
}
