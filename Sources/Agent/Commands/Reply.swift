import FoundationEssentials
import JSON

/// One answer to a command, published on `response/<verb>`.
package struct Reply: Sendable, Equatable {
    /// How far the request is.
    package enum Status: String, Sendable {
        case accepted, done, rejected, failed, cancelled
    }

    /// Why, for machines; jobs that fail bring codes of their own.
    package enum Code: String, Sendable {
        case ok, busy, duplicate, expired
        /// Nothing was to be done: the last backup is young enough.
        case fresh
        /// Nothing is there that could be stored.
        case nothingToDo = "nothing_to_do"
        /// It begins when what runs has ended.
        case queued
        /// Whoever wrote into the pipe told so.
        case cancelledByProducer = "cancelled_by_producer"
        case forbiddenPath = "forbidden_path"
        case supervisorMissing = "supervisor_missing"
        case invalidPayload = "invalid_payload"
        case unknownCommand = "unknown_command"
        case unknownTarget = "unknown_target"
        case retainedCommand = "retained_command"
    }

    package var verb: String
    package var id: String?
    package var status: Status
    /// A `Reply.Code`, or the code of what made a job fail.
    package var code: String
    /// A sentence for people.
    package var message: String
    package var jobID: String?
    package var data: JSON
    package var ignored: [String]
    package var replyPath: ReplyPath

    package init(
        verb: String, id: String? = nil, _ status: Status, _ code: String, _ message: String, jobID: String? = nil,
        data: JSON = nil, ignored: [String] = [], replyPath: ReplyPath = ReplyPath()
    ) {
        self.verb = verb
        self.id = id
        self.status = status
        self.code = code
        self.message = message
        self.jobID = jobID
        self.data = data
        self.ignored = ignored
        self.replyPath = replyPath
    }

    /// An answer to a request, with what every answer to it repeats.
    package init(
        to request: CommandRequest, _ status: Status, _ code: Code, _ message: String, jobID: String? = nil,
        data: JSON = nil
    ) {
        self.init(
            verb: request.verb, id: request.id, status, code.rawValue, message, jobID: jobID, data: data,
            ignored: request.ignored, replyPath: request.replyPath)
    }

    /// Whether no further answer to the same request will follow.
    package var isFinal: Bool { status != .accepted }

    package func payload(at date: Date) -> JSON {
        [
            "v": 1, "id": JSON(id), "command": .string(verb), "status": .string(status.rawValue),
            "final": .bool(isFinal), "code": .string(code), "message": .string(message), "job_id": JSON(jobID),
            "data": data, "ignored": .array(ignored.map(JSON.string)), "at": .string(date.payloadText),
        ]
    }
}

extension JSON {
    /// The text, or null.
    package init(_ text: String?) {
        self = text.map(JSON.string) ?? .null
    }

    /// The number, or null.
    package init(_ number: Int64?) {
        self = number.map(JSON.integer) ?? .null
    }
}
