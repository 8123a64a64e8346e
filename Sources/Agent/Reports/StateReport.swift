import FoundationEssentials
import JSON

/// The `state` topic: what the agent does, how the last job went, what is wrong. Every key is always there.
package struct StateReport: Sendable {
    private let status: AgentStatus
    private let job: Job?
    private let waiting: Int
    private let memory: JobMemory
    private let spaceProblems: [String]
    private let isSignedOut: Bool?
    private let isRetentionBehind: Bool

    /// - Parameters:
    ///   - spaceProblems: what is wrong with the room for backups.
    ///   - isSignedOut: whether somebody has to sign in; nil when that is not known.
    ///   - isRetentionBehind: whether backups are still there that the rules let go.
    package init(
        _ machine: JobStateMachine, spaceProblems: [String] = [], isSignedOut: Bool? = nil,
        isRetentionBehind: Bool = false
    ) {
        self.spaceProblems = spaceProblems
        self.isSignedOut = isSignedOut
        self.isRetentionBehind = isRetentionBehind
        status = machine.status
        job = machine.job
        waiting = machine.line.places.count
        memory = machine.memory
    }

    /// Unicode's scalars, which Python counts, that fit into the state of a Home Assistant sensor.
    private static let longestState = 255

    package func payload(at date: Date) -> JSON {
        [
            "v": 1, "status": .string(status.rawValue), "running": .bool(job != nil), "job": jobPayload,
            "waiting": .integer(Int64(waiting)), "last": lastPayload,
            "last_success_at": JSON(memory.lastSuccessAt?.payloadText),
            "last_attempt_at": JSON(memory.lastAttemptAt?.payloadText), "next_run_at": nil, "error": errorPayload,
            "problems": .array(problems.map(JSON.string)), "updated_at": .string(date.payloadText),
        ]
    }

    /// Words for what is wrong; none when all is well.
    package var problems: [String] {
        let needsSignIn = isSignedOut ?? memory.failure?.isAboutAuthorization ?? false
        return (needsSignIn ? ["auth"] : []) + spaceProblems + (isRetentionBehind ? ["retention"] : [])
            + (memory.failure == nil ? [] : ["last_failed"])
    }

    private var jobPayload: JSON {
        guard let job else { return nil }
        return [
            "id": .string(job.id), "kind": .string(job.kind.word), "name": .string(job.name),
            "trigger": .string(job.trigger.rawValue),
            "started_at": .string(job.startedAt.payloadText),
        ]
    }

    private var lastPayload: JSON {
        guard let last = memory.last else { return nil }
        let isGood = last.result == .success || last.result == .warning
        return [
            "result": .string(last.result.rawValue), "name": .string(last.name), "job_id": .string(last.jobID),
            "file_id": JSON(last.fileID), "started_at": .string(last.startedAt.payloadText),
            "finished_at": .string(last.finishedAt.payloadText),
            "duration_s": .integer(Int64(last.finishedAt.timeIntervalSince(last.startedAt).rounded())),
            "size_bytes": JSON(last.sizeBytes), "uploaded_bytes": JSON(last.sizeBytes), "verified": .bool(isGood),
            "warnings": .integer(Int64(last.warnings)),
        ]
    }

    private var errorPayload: JSON {
        let failure = memory.failure
        return [
            "code": .string(failure?.code ?? "none"),
            "message": .string((failure?.message ?? "none").cut(toScalars: Self.longestState)),
            "at": JSON(failure?.at.payloadText), "retryable": .bool(failure?.isRetryable ?? false),
            "retry_at": JSON(failure?.retryAt?.payloadText), "job_id": JSON(failure?.jobID),
        ]
    }
}
