import Catalog
import FoundationEssentials
import JSON

/// How an errand ended.
package enum ErrandOutcome: Sendable, Equatable {
    /// The backups at the destination now.
    case refreshed(Catalog)
    /// A note on a backup was changed; the event tells which.
    case noted(MaintenanceEvent, Catalog)
    case failed(JobFailure)

    /// - Parameter request: which asked for it.
    package func reply(to request: CommandRequest) -> Reply {
        switch self {
        case .refreshed(let catalog):
            return Reply(to: request, .done, .ok, "Backups: \(catalog.own.count).")
        case .noted(let event, _):
            return Reply(to: request, .done, .ok, event.message, data: event.data)
        case .failed(let failure):
            return Reply(to: request, failedWith: failure)
        }
    }
}
