import FoundationEssentials
import JSON

/// A job as the Supervisor keeps it (`jobs/__init__.py`).
struct JobRecord: Sendable {
    let id: String
    let parent: String?
    var name: String
    var reference: String?
    var stage: String?
    var progress = 0.0
    var isDone = false
    var errors: [(type: String, message: String, stage: String?)] = []
    let created = Date()

    init(_ name: String, parent: String? = nil, reference: String? = nil) {
        id = UUID().uuidString.filter { $0 != "-" }.lowercased()
        self.name = name
        self.parent = parent
        self.reference = reference
    }

    /// Ends it without an error.
    mutating func succeed() {
        progress = 100
        isDone = true
    }

    func json(children: [JSON]) -> JSON {
        [
            "name": .string(name), "reference": reference.map(JSON.string) ?? .null, "uuid": .string(id),
            "progress": .number(progress), "stage": stage.map(JSON.string) ?? .null, "done": .bool(isDone),
            "errors": .array(errors.map(Self.json)), "created": .string(created.formatted(.iso8601)), "extra": .null,
            "child_jobs": .array(children),
        ]
    }

    private static func json(_ error: (type: String, message: String, stage: String?)) -> JSON {
        [
            "type": .string(error.type), "message": .string(error.message),
            "stage": error.stage.map(JSON.string) ?? .null, "error_key": .null, "extra_fields": .null,
        ]
    }
}
