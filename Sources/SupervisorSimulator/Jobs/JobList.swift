import JSON

/// All jobs since the start, oldest first.
struct JobList: Sendable {
    private var jobs: [JobRecord] = []

    /// - Returns: its id.
    mutating func add(_ job: JobRecord) -> String {
        jobs.append(job)
        return job.id
    }

    mutating func change(_ id: String, _ change: (inout JobRecord) -> Void) {
        if let index = jobs.firstIndex(where: { $0.id == id }) { change(&jobs[index]) }
    }

    mutating func removeAll() {
        jobs = []
    }

    subscript(id: String) -> JobRecord? {
        jobs.first { $0.id == id }
    }

    /// The jobs that belong to no other, newest first, each with what it consists of.
    var tree: JSON {
        .array(jobs.reversed().filter { $0.parent == nil }.map(json))
    }

    /// One job with what it consists of, oldest first.
    func json(_ job: JobRecord) -> JSON {
        job.json(children: jobs.filter { $0.parent == job.id }.map(json))
    }
}
