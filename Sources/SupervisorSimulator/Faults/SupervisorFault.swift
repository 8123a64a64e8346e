import Synchronization

/// A planned disturbance of requests.
package struct SupervisorFault: Sendable {
    /// What happens.
    package enum Effect: Sendable {
        /// This is answered in place of everything else: what stands in front of a Supervisor that restarts says 502.
        case answer(status: Int, text: String)
        /// The connection is reset; nothing is done.
        case drop
        /// All is done, and then the connection is reset in place of the answer.
        case dropAfterwards
        /// Seconds before anything is done.
        case delay(seconds: Double)
        /// The body of the answer is cut off by a reset after so many bytes.
        case cut(after: Int64)
    }

    package let effect: Effect
    /// How the request begins: `POST /backups/thaw`.
    package let request: String
    /// How many requests it meets; nil for all.
    package let times: Int?

    package init(_ effect: Effect, on request: String, times: Int? = 1) {
        self.effect = effect
        self.request = request
        self.times = times
    }
}

/// The faults that are still to come.
final class FaultPlan: Sendable {
    private let planned = Mutex<[(fault: SupervisorFault, left: Int)]>([])

    func add(_ fault: SupervisorFault) {
        planned.withLock { $0.append((fault, fault.times ?? .max)) }
    }

    /// What happens to this request.
    func next(_ request: String) -> [SupervisorFault.Effect] {
        planned.withLock { planned in
            var effects: [SupervisorFault.Effect] = []
            for index in planned.indices
            where planned[index].left > 0 && request.hasPrefix(planned[index].fault.request) {
                planned[index].left -= 1
                effects.append(planned[index].fault.effect)
            }
            return effects
        }
    }
}

/// What goes wrong with the backups that are made from now on.
package enum BackupTrouble: Sendable, Equatable {
    case none
    /// The whole fails, with this message, when all is written: the file is removed.
    case fails(String)
    /// One app fails, with this message; the backup is made without it.
    case appFails(slug: String, message: String)
    /// It stops somewhere and never goes on.
    case hangs
}
