import Pipe

extension Errand {
    /// Never throws, since each end is an outcome that somebody waits for.
    func run(in destination: any Destination, _ cancellation: Cancellation) async -> ErrandOutcome {
        do {
            return try await Thread.run { try carryOut(in: destination, cancellation) }
        } catch {
            return .failed(JobFailure(error))
        }
    }

    /// Blocks.
    private func carryOut(in destination: any Destination, _ cancellation: Cancellation) throws -> ErrandOutcome {
        switch self {
        case .pin(let target, let note):
            let entry = try destination.pin(target, note: note, cancellation)
            return .noted(.pinned(entry), try destination.catalog(cancellation))
        case .unpin(let target):
            let entry = try destination.unpin(target, cancellation)
            return .noted(.unpinned(entry), try destination.catalog(cancellation))
        case .refresh: return .refreshed(try destination.catalog(cancellation))
        }
    }
}
