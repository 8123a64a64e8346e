import Agent
import Catalog
import FoundationEssentials
import Testing

@Suite struct RetentionWatchTests {
    private let failure = JobFailure(code: "forbidden", message: "No.", isRetryable: false)

    /// What the rules make of a backup a day, of which the newest is to stay.
    private func plan(days: Int, maxDeletes: Int = 5) -> RetentionPlan {
        var policy = RetentionPolicy(keepLast: 1)
        policy.maxDeletes = maxDeletes
        let entries = (0..<days).map { day in
            CatalogEntry(
                id: "\(day)", name: "day \(day)", instance: "home",
                date: Date(timeIntervalSince1970: 1_767_225_600 + Double(day) * 86_400), size: 10)
        }
        return RetentionPlan(for: Catalog(entries, instance: "home"), policy, calendar: .local)
    }

    private func watch(after outcomes: JobOutcome..., isDryRun: Bool = false) -> RetentionWatch {
        var options = PruneOptions(trigger: .retention)
        options.isDryRun = isDryRun
        var watch = RetentionWatch()
        for outcome in outcomes { watch.ended(.pruning(options), outcome) }
        return watch
    }

    private func result(_ plan: RetentionPlan, failing problem: JobFailure? = nil) -> JobOutcome {
        .pruned(
            PruneResult(
                isDryRun: false, plan: plan, deleted: problem == nil ? plan.deletions : [],
                failures: problem.map { problem in plan.deletions.map { .init(entry: $0, problem: problem) } } ?? []))
    }

    @Test func `a run that leaves something behind is remembered until one leaves nothing`() {
        #expect(!watch(after: result(plan(days: 3))).isBehind)
        #expect(watch(after: result(plan(days: 3), failing: failure)).isBehind)
        #expect(watch(after: result(plan(days: 9))).isBehind)
        #expect(watch(after: .failed(failure)).isBehind)
        #expect(!watch(after: .failed(failure), result(plan(days: 3))).isBehind)
    }

    @Test func `neither a question nor a cancelled run changes anything`() {
        #expect(!watch(after: result(plan(days: 9)), isDryRun: true).isBehind)
        #expect(!watch(after: .cancelled).isBehind)
        #expect(watch(after: .failed(failure), .cancelled).isBehind)
        var watch = watch(after: .failed(failure))
        watch.ended(.backup, .completed(.sample))
        #expect(watch.isBehind)
    }

    @Test func `a run that nobody is signed in for says nothing about what is there`() {
        let signedOut = JobFailure(code: "not_authorized", message: "Sign in.", isRetryable: false)
        #expect(!watch(after: .failed(signedOut)).isBehind)
        #expect(watch(after: .failed(failure), .failed(signedOut)).isBehind)
        let cutOff = result(plan(days: 3), failing: signedOut)
        #expect(!watch(after: cutOff).isBehind)
        #expect(watch(after: .failed(failure), cutOff).isBehind)
    }

    @Test func `who wants nothing deleted has no problem`() {
        #expect(!watch(after: result(plan(days: 9, maxDeletes: 0))).isBehind)
    }

    @Test func `what somebody else has tidied up is no problem any more`() {
        var watch = watch(after: .failed(failure))
        watch.looked(at: plan(days: 3))
        #expect(watch.isBehind)
        watch.looked(at: plan(days: 1))
        #expect(!watch.isBehind)
    }
}
