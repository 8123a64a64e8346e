import JSON

/// A job of the Supervisor, with those it consists of (`jobs/__init__.py`).
package struct SupervisorJob: Sendable, Equatable {
    package var id: String
    /// `backup_manager_partial_backup`, `backup_app_save` and the like.
    package var name: String
    /// What it is about: the slug of a backup or of an app.
    package var reference: String?
    /// Percent. The Supervisor counts few of its jobs: a backup's stays at 0 until it is done.
    package var progress: Double
    /// `home_assistant`, `addons`, `folders`, `supervisor_config`, `finishing_file` and the like.
    package var stage: String?
    package var isDone: Bool
    /// Its own. Of a backup's: there is no backup. Of those below it: something is not in it.
    package var errors: [String]
    package var children: [SupervisorJob]

    /// What went wrong in the jobs below, though not with the whole.
    package var childErrors: [String] {
        var seen: [String] = []
        for error in children.flatMap({ $0.errors + $0.childErrors }) where !seen.contains(error) { seen.append(error) }
        return seen
    }

    /// The lowest job that runs: what the Supervisor is at just now.
    package var current: SupervisorJob {
        children.last { !$0.isDone }?.current ?? self
    }
}

extension SupervisorJob {
    /// Nil for what is no job. Jobs more than `depth` below are left out.
    init?(_ json: JSON, depth: Int = 8) {
        guard let id = json["uuid"]?.string else { return nil }
        self.id = id
        name = json["name"]?.string ?? ""
        reference = json["reference"]?.string
        progress = json["progress"]?.double ?? 0
        stage = json["stage"]?.string
        isDone = json["done"]?.bool ?? false
        errors = json["errors"]?.array?.compactMap { $0["message"]?.string.map(SupervisorAnswer.oneLine) } ?? []
        let below = depth > 0 ? json["child_jobs"]?.array ?? [] : []
        children = below.compactMap { SupervisorJob($0, depth: depth - 1) }
    }

    /// The job with this id, here or below.
    func job(_ id: String) -> SupervisorJob? {
        if self.id == id { return self }
        for child in children {
            if let found = child.job(id) { return found }
        }
        return nil
    }
}
