import FoundationEssentials

/// Backups that wait for the end of what runs, first come first served.
package struct BackupLine: Sendable {
    /// One that waits.
    package struct Place: Sendable {
        /// The id that its job will have.
        package let jobID: String
        package let options: StartOptions
        package let request: CommandRequest
    }

    /// More than a few of them are a mistake.
    package static let capacity = 4

    package private(set) var places: [Place] = []

    package init() {}

    package var isFull: Bool { places.count >= Self.capacity }

    package mutating func add(_ place: Place) {
        places.append(place)
    }

    /// Takes out the one whose turn it is.
    package mutating func next() -> Place? {
        places.isEmpty ? nil : places.removeFirst()
    }

    /// Takes out those of this job, or all.
    package mutating func drop(_ jobID: String? = nil) -> [Place] {
        let dropped = places.filter { jobID == nil || $0.jobID == jobID }
        places.removeAll { jobID == nil || $0.jobID == jobID }
        return dropped
    }
}
