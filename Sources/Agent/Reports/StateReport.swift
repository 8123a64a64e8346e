import FoundationEssentials
import JSON

/// The `state` topic: what the agent does, how the last job went, what is wrong. Every key is always there.
package struct StateReport: Sendable, Equatable {
    private let status: AgentStatus
    private let job: Job?
    private let waiting: Int
    private let memory: JobMemory
    private let circumstances: Circumstances

    package init(_ machine: JobStateMachine, _ circumstances: Circumstances = Circumstances()) {
        self.circumstances = circumstances
        job = machine.job
        waiting = machine.line.places.count
        memory = machine.memory
        status = machine.status == .idle ? circumstances.idleStatus : machine.status
    }

    /// Unicode's scalars, which Python counts, that fit into the state of a Home Assistant sensor.
    private static let longestState = 255

    package func payload(at date: Date) -> JSON {
        [
            "v": 1, "status": .string(status.rawValue), "running": .bool(job != nil), "job": jobPayload,
            "waiting": .integer(Int64(waiting)), "last": lastPayload,
            "last_success_at": JSON(memory.lastSuccessAt?.payloadText),
            "last_attempt_at": JSON(memory.lastAttemptAt?.payloadText),
            "stale_at": JSON(circumstances.staleAt?.payloadText),
            "next_run_at": JSON(circumstances.nextRunAt?.payloadText), "error": errorPayload,
            "problems": .array(problems.map { .string($0.rawValue) }),
            "reasons": .array(problems.map { .string($0.sentence) }), "updated_at": .string(date.payloadText),
        ]
    }

    /// What is wrong, in the order of `Problem`; nothing when all is well.
    package var problems: [Problem] {
        let needsSignIn = circumstances.isSignedOut ?? memory.failure?.isAboutAuthorization ?? false
        let found = Set(
            circumstances.problems + (needsSignIn ? [.auth] : []) + (memory.failure == nil ? [] : [.lastFailed]))
        return Problem.allCases.filter(found.contains)
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
        // A clock that was set back makes no negative times.
        let duration = Int64(max(0, last.finishedAt.timeIntervalSince(last.startedAt).rounded()))
        let isGood = last.result == .success || last.result == .warning
        return [
            "result": .string(last.result.rawValue), "name": .string(last.name), "job_id": .string(last.jobID),
            "file_id": JSON(last.fileID), "started_at": .string(last.startedAt.payloadText),
            "finished_at": .string(last.finishedAt.payloadText),
            "duration_s": .integer(duration),
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

extension Circumstances {
    /// What an agent does that does nothing.
    fileprivate var idleStatus: AgentStatus {
        isSignedOut == true ? .blocked : isWaiting ? .waiting : .idle
    }

    fileprivate var problems: [Problem] {
        let flags: [(Bool, Problem)] = [
            (isStale, .stale), (isRetentionBehind, .retention), (isClockUnset, .clock), (isMisconfigured, .config),
            (hasRival, .instance),
        ]
        return flags.filter(\.0).map(\.1) + spaceProblems.compactMap { Problem(rawValue: $0.rawValue) }
    }
}
