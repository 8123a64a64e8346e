import Catalog
import FoundationEssentials
import JSON
import Logging

// Short pieces of work at the destination, beside whatever job runs, and what they tell about what is there.
extension Agent {
    /// One that somebody asked for; it was accepted.
    func run(_ errand: Errand, for request: CommandRequest) {
        if errands.isFull {
            return publish(Reply(to: request, .failed, .busy, "Too much is asked for at once. Try again later."))
        }
        start(errands.add(.init(errand, for: request)))
    }

    /// Looks at what is at the destination, because of something that happened and not because somebody asked.
    /// - Parameter prunes: whether the rules of retention are applied to what is found. Not after they were: what could
    ///   not be deleted would be tried for ever.
    func refreshCatalog(thenPrune prunes: Bool) {
        start(errands.add(.init(.refresh, prunes: prunes)))
    }

    private func start(_ order: ErrandQueue.Order?) {
        guard let order else { return }
        let enter = enter
        Task { [destination, leaving] in
            enter.yield(.errandEnded(await order.errand.run(in: destination, leaving)))
        }
    }

    /// Returns true when the agent is to leave.
    func end(_ outcome: ErrandOutcome) -> Bool {
        guard let order = errands.current else { return false }
        start(errands.ended())
        if let request = order.request { publish(outcome.reply(to: request)) }
        switch outcome {
        case .failed(let failure):
            authorization(.troubled(failure))
            log.warning("\(failure.message)", metadata: ["code": "\(failure.code)"])
            return false
        case .noted(let event, let catalog):
            publish(event)
            _ = take(catalog)
            return false
        case .refreshed(let catalog):
            let plan = take(catalog)
            if order.request != nil { measure() }
            // At the start of the agent and after each backup, if there is anything to delete.
            return order.prunes && !isStandingBy && !plan.deletions.isEmpty ? perform(.retentionIsDue) : false
        }
    }

    /// - Returns: what the rules of retention make of it.
    private func take(_ catalog: Catalog) -> RetentionPlan {
        self.catalog = catalog
        staleness.saw(catalog, at: clock.now())
        machine.lastGoodAt = lastGoodAt
        publishCatalog()
        authorization(.worked(account: nil))
        let plan = RetentionPlan(for: catalog, configuration.retention.policy, calendar: .local)
        let problems = stateReport.problems
        retention.looked(at: plan)
        if stateReport.problems != problems { publishState() }
        return plan
    }

    /// Nobody waits in vain: what is not done when the agent ends is answered.
    func abandonErrands() {
        for request in errands.abandoned() { publish(Reply(to: request, failedWith: .agentEnded)) }
    }
}
