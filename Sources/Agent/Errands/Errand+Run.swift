import Pipe

extension Errand {
    /// Never throws, since each end is an outcome that somebody waits for.
    func run(in account: DriveAccount, _ cancellation: Cancellation) async -> ErrandOutcome {
        do {
            return try await Thread.run { try carryOut(in: account, cancellation) }
        } catch {
            return .failed(JobFailure(error))
        }
    }

    /// Blocks.
    private func carryOut(in account: DriveAccount, _ cancellation: Cancellation) throws -> ErrandOutcome {
        switch self {
        case .pin(let target, let note):
            let entry = try account.pin(target, note: note, cancellation)
            return .noted(.pinned(entry), try account.catalog(cancellation))
        case .unpin(let target):
            let entry = try account.unpin(target, cancellation)
            return .noted(.unpinned(entry), try account.catalog(cancellation))
        case .refresh: return .refreshed(try account.catalog(cancellation))
        }
    }
}
