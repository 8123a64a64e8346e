import Drive
import FoundationEssentials
import JSON
import Logging
import Pipe

// Short pieces of work in Drive, beside whatever job runs.
extension Agent {
    func start(_ errand: Errand, _ request: CommandRequest) {
        let enter = enter
        Task { [account, configuration] in
            let outcome = await errand.run(in: account, configuration)
            enter.yield(.errandEnded(request, outcome))
        }
    }

    func end(_ request: CommandRequest, _ outcome: ErrandOutcome) -> Bool {
        publish(outcome.reply(to: request))
        switch outcome {
        case .done: authorization(.worked(account: nil))
        case .failed(let failure): authorization(.troubled(failure))
        }
        return false
    }
}
