import FoundationEssentials
import JSON

/// Something that happened to the backups that are there already: published once, never retained.
package enum MaintenanceEvent: Sendable, Equatable {
    case verified(Job, VerificationResult)
    case verifyFailed(Job, JobFailure)
    case pruned(Job, PruneResult)
    case pruneFailed(Job, JobFailure)
    case authorization(AuthorizationEvent)

    package var type: String {
        switch self {
        case .verified: "verified"
        case .verifyFailed: "verify_failed"
        case .pruned: "pruned"
        case .pruneFailed: "prune_failed"
        case .authorization(let event): event.type
        }
    }

    /// For people.
    var sentence: String { payload(id: "", at: Date())["message"]?.string ?? type }

    /// - Parameter id: unique, since QoS 1 may deliver an event twice.
    package func payload(id: String, at date: Date) -> JSON {
        let own: [String: JSON] =
            switch self {
            case .verified(let job, let result):
                (result.payload.object ?? [:]).merging([
                    "code": "ok", "message": .string(result.sentence), "job_id": .string(job.id),
                ]) { _, new in new }
            case .pruned(let job, let result):
                (result.payload.object ?? [:]).merging([
                    "code": "ok", "message": .string(result.sentence), "job_id": .string(job.id),
                ]) { _, new in new }
            case .pruneFailed(let job, let failure):
                ["code": .string(failure.code), "message": .string(failure.message), "job_id": .string(job.id)]
            case .authorization(let event): event.payload
            case .verifyFailed(let job, let failure):
                [
                    "target": .string(job.name), "code": .string(failure.code), "message": .string(failure.message),
                    "job_id": .string(job.id),
                ]
            }
        let common: [String: JSON] = [
            "event_type": .string(type), "v": 1, "id": .string(id), "at": .string(date.payloadText),
        ]
        return .object(common.merging(own) { _, new in new })
    }
}
