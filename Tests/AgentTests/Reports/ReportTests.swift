import Agent
import Backup
import Catalog
import Drive
import FoundationEssentials
import JSON
import TestSupport
import Testing

@Suite struct ReportTests {
    let now = Date(timeIntervalSince1970: 1_767_225_600)

    @Test func `an idle agent's state has every key, and null where nothing is known`() {
        let payload = StateReport(JobStateMachine(nameTemplate: "N")).payload(at: now)
        #expect(
            payload == [
                "v": 1, "status": "idle", "running": false, "job": nil, "last": nil, "last_success_at": nil,
                "stale_at": nil, "last_attempt_at": nil, "next_run_at": nil, "waiting": 0,
                "error": [
                    "code": "none", "message": "none", "at": nil, "retryable": false, "retry_at": nil, "job_id": nil,
                ],
                "problems": [], "reasons": [], "updated_at": "2026-01-01T00:00:00Z",
            ])
    }

    @Test func `an error is cut to what a sensor's state holds`() {
        var machine = JobStateMachine(nameTemplate: "N")
        let request = CommandRequest(verb: "start", command: .start(StartOptions(trigger: .mqtt)))
        _ = machine.handle(.command(request), now: now)
        let failure = JobFailure(
            code: "not_authorized", message: String(repeating: "ü", count: 400), isRetryable: false)
        _ = machine.handle(.ended(.failed(failure)), now: now)
        let payload = StateReport(machine).payload(at: now)
        #expect(payload["error"]?["message"]?.string?.count == 255)
        #expect(payload["problems"] == ["auth", "last_failed"])
        #expect(payload["last"]?["verified"] == false)
    }

    @Test func `what is wrong without a failed backup is a problem too`() {
        let machine = JobStateMachine(nameTemplate: "N")
        var facts = Circumstances()
        facts.spaceProblems = [.driveSpace]
        facts.isSignedOut = true
        facts.isRetentionBehind = true
        #expect(StateReport(machine, facts).problems == [.auth, .driveSpace, .retention])
        facts.isStale = true
        facts.isClockUnset = true
        facts.isMisconfigured = true
        facts.hasRival = true
        let payload = StateReport(machine, facts).payload(at: now)
        #expect(
            payload["problems"] == ["stale", "auth", "drive_space", "retention", "clock", "config", "instance"])
        #expect(payload["reasons"]?.array?.count == 7)
    }

    @Test func `an idle agent says what it waits for, a busy one what it does`() {
        var machine = JobStateMachine(nameTemplate: "N")
        var facts = Circumstances()
        facts.isWaiting = true
        facts.nextRunAt = now + 60
        let payload = StateReport(machine, facts).payload(at: now)
        #expect(payload["status"] == "waiting" && payload["next_run_at"] == "2026-01-01T00:01:00Z")
        facts.isSignedOut = true
        #expect(StateReport(machine, facts).payload(at: now)["status"] == "blocked")
        _ = machine.handle(.due(StartOptions(trigger: .schedule)), now: now)
        #expect(StateReport(machine, facts).payload(at: now)["status"] == "preparing")
    }

    @Test func `what is wrong with the room for backups is a problem of the same name`() {
        var facts = Circumstances()
        facts.spaceProblems = SpaceProblem.allCases
        let problems = StateReport(JobStateMachine(nameTemplate: "N"), facts).problems
        #expect(problems.map(\.rawValue) == SpaceProblem.allCases.map(\.rawValue))
    }

    @Test(arguments: Problem.allCases)
    func `every problem has a sentence that fits into a notification`(problem: Problem) {
        #expect(problem.sentence.hasSuffix(".") && (20...200).contains(problem.sentence.count))
    }

    @Test func `who has signed in again has no problem with that, whatever failed before`() {
        var machine = JobStateMachine(nameTemplate: "N")
        let request = CommandRequest(verb: "start", command: .start(StartOptions(trigger: .mqtt)))
        _ = machine.handle(.command(request), now: now)
        let failure = JobFailure(code: "not_authorized", message: "Revoked.", isRetryable: false)
        _ = machine.handle(.ended(.failed(failure)), now: now)
        var facts = Circumstances()
        facts.isSignedOut = true
        #expect(StateReport(machine, facts).problems == [.auth, .lastFailed])
        facts.isSignedOut = false
        #expect(StateReport(machine, facts).problems == [.lastFailed])
    }

    @Test func `an idle progress is null everywhere and its counters are zero`() {
        #expect(
            ProgressReport.payload(job: nil, nil) == [
                "v": 1, "job_id": nil, "phase": nil, "percent": nil, "done_bytes": 0, "total_bytes": nil,
                "total_is_estimate": false, "bytes_per_second": nil, "finish_at": nil, "remaining_s": nil, "item": nil,
                "items_done": 0, "items_total": nil, "retries": 0, "attempt": 0,
            ])
    }

    @Test func `events carry what an automation needs`() {
        let job = Job(id: "j", nameFrom: "N", trigger: .button, startedAt: now)
        let completed = BackupEvent.ended(job, .completed(.sample)).payload(id: "e", at: now)
        #expect(completed["event_type"] == "completed")
        #expect(completed["size_bytes"] == 1_000)
        #expect(completed["duration_s"] == 60)
        #expect(completed["file_id"] == "f1")
        #expect(completed["name"] == "N" && completed["file_name"] == .string(JobResult.sample.fileName))
        let failed = BackupEvent.ended(
            job, .failed(JobFailure(code: "network", message: "Away.", isRetryable: true))
        ).payload(id: "e", at: now)
        #expect(failed["code"] == "network")
        #expect(failed["message"] == "Away.")
        #expect(failed["attempt"] == 1 && failed["retryable"] == true && failed["retry_at"] == .null)
    }

    @Test func `a failure says when the next try makes sense, in the event, the state and the answer`() throws {
        var machine = JobStateMachine(nameTemplate: "N")
        let request = CommandRequest(verb: "start", command: .start(StartOptions(trigger: .mqtt)))
        _ = machine.handle(.command(request), now: now)
        var failure = JobFailure(DriveError.sessionLost("Gone."), at: now)
        failure.attempt = 2
        let actions = machine.handle(.ended(.failed(failure)), now: now)
        let time: JSON = "2026-01-01T00:15:00Z"
        #expect(StateReport(machine).payload(at: now)["error"]?["retry_at"] == time)
        for case .emit(let event) in actions {
            let payload = event.payload(id: "e", at: now)
            #expect(payload["retry_at"] == time && payload["attempt"] == 2)
        }
        for case .reply(let reply) in actions { #expect(reply.data["retry_at"] == time) }
        #expect(actions.count >= 3)
    }

    @Test(arguments: ["a", "\"", "\u{1}", "ü"])
    func `what is named with the worst of letters fits into a message, and so does its repetition`(letter: String) {
        let name = String(repeating: letter, count: 5_000)
        let entries = (0..<60).map {
            CatalogEntry(
                id: "id\($0)", name: name, instance: "home", date: now - Double($0) * 86_400, size: 1, trust: .verified)
        }
        let plan = RetentionPlan(
            for: Catalog(entries, instance: "home"), RetentionPolicy(keepLast: 1), calendar: .utc)
        let failure = JobFailure(code: "network", message: name, isRetryable: true)
        var pruned = PruneResult(isDryRun: false, plan: plan, deleted: entries)
        pruned.failures = entries.map { .init(entry: $0, problem: failure) }
        let job = Job(id: "j", nameFrom: name, trigger: .mqtt, startedAt: now)
        let verified = VerificationResult(
            target: "t", name: name, depth: .full, members: 1, entries: 1, contentsChecked: true, bytesRead: 1,
            duration: 1)
        let events: [MaintenanceEvent] = [
            .pruned(job, pruned), .pinned(entries[0]), .verified(job, verified), .verifyFailed(job, failure),
        ]
        for event in events { #expect(event.payload(id: "e", at: now).text.count < 8_192) }
        var request = CommandRequest(verb: "prune", command: .cancel(jobID: nil), id: "7")
        request.ignored = []
        let reply = Reply(to: request, .done, .ok, pruned.sentence, data: pruned.payload)
        let repeated = Reply(to: request, .rejected, .duplicate, "Again.", data: reply.payload(at: now))
        #expect(repeated.payload(at: now).text.count < 8_192)
    }

    @Test func `a clock that was set back during a backup makes no negative time and no eternal repetition`() {
        var machine = JobStateMachine(nameTemplate: "N")
        let request = CommandRequest(verb: "start", command: .start(StartOptions(trigger: .mqtt)), id: "7")
        _ = machine.handle(.command(request), now: now)
        _ = machine.handle(.ended(.cancelled), now: now - 3600)
        #expect(StateReport(machine).payload(at: now)["last"]?["duration_s"] == 0)
        let verified = VerificationResult(
            target: "t", name: "n", depth: .full, members: 1, entries: 1, contentsChecked: true, bytesRead: 1,
            duration: -3600)
        let fetched = FetchResult(target: "t", name: "n", path: "p", bytes: 1, isDryRun: false, duration: -3600)
        #expect(verified.payload["duration_s"] == 0 && fetched.payload["duration_s"] == 0)
        let again = machine.handle(.command(request), now: now - 86_400)
        #expect(again.contains { if case .start = $0 { true } else { false } })
    }
}
