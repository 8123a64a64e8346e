import Synchronization

/// The faults still to come, and how many matching requests each has seen.
final class FaultPlan: Sendable {
    private let planned = Mutex<[(fault: Fault, matches: Int)]>([])

    func add(_ faults: [Fault]) {
        planned.withLock { $0 += faults.map { ($0, 0) } }
    }

    func clear() {
        planned.withLock { $0 = [] }
    }

    /// Counts a request and returns what is to be done to it.
    func next(_ kind: RequestKind) -> Disturbance {
        planned.withLock { planned in
            var disturbance = Disturbance()
            for index in planned.indices where planned[index].fault.kind.covers(kind) {
                planned[index].matches += 1
                let (fault, matches) = planned[index]
                if fault.strikes(match: matches) { disturbance.add(fault.effect) }
            }
            return disturbance
        }
    }
}
