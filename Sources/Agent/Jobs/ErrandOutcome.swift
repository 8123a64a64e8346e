import Drive
import FoundationEssentials
import JSON
import Pipe

/// How an errand ended.
package enum ErrandOutcome: Sendable, Equatable {
    case done(String, data: JSON)
    case failed(JobFailure)

    func reply(to request: CommandRequest) -> Reply {
        switch self {
        case .done(let sentence, let data): return Reply(to: request, .done, .ok, sentence, data: data)
        case .failed(let failure):
            var reply = Reply(to: request, .failed, .ok, failure.message)
            reply.code = failure.code
            reply.data = .object(failure.retryPayload)
            return reply
        }
    }
}

extension Errand {
    /// Never throws, since each end is an outcome that somebody waits for.
    func run(in account: DriveAccount, _ configuration: Configuration) async -> ErrandOutcome {
        do {
            return try await Thread.run {
                _ = try account.client(Cancellation()).storageQuota()
                return .done("Google Drive was looked at anew.", data: nil)
            }
        } catch {
            return .failed(JobFailure(error))
        }
    }
}
