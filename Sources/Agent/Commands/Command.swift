import Backup
import FoundationEssentials
import JSON

/// What somebody wants of the agent.
package enum Command: Sendable, Equatable {
    case start(StartOptions)
    case verify(BackupTarget, VerificationReport.Depth, trigger: Trigger)
    case prune(PruneOptions)
    case fetch(FetchOptions)
    case errand(Errand)
    /// Connect to a Google account; anew, with force, although there is one.
    case authorize(force: Bool)
    /// Let go of the account; with force although Google cannot be told.
    case deauthorize(force: Bool)
    /// Cancels this job; any job when nil.
    case cancel(jobID: String?)
}

extension Command {
    /// What this version understands, for the `info` topic.
    package static let verbs = [
        "start", "cancel", "verify", "prune", "fetch", "pin", "unpin", "refresh", "authorize", "deauthorize",
    ]
}

/// Who started a job.
package enum Trigger: String, Sendable, Codable {
    case button, mqtt, script, cli, schedule
    /// The rules of retention, after a backup and at the start of the agent.
    case retention
}

/// A command as it arrived, with all that its answers need.
package struct CommandRequest: Sendable, Equatable {
    package var verb: String
    package var command: Command
    /// The sender's own id, repeated in each answer.
    package var id: String?
    /// Keys of the payload that mean nothing to this version.
    package var ignored: [String] = []
    /// When it is no longer wanted, should it have to wait.
    package var expiresAt: Date?
    /// Where MQTT 5 asks for the answer, beside the response topic.
    package var replyPath = ReplyPath()

    package init(verb: String, command: Command, id: String? = nil) {
        self.verb = verb
        self.command = command
        self.id = id
    }
}

/// MQTT 5's response topic and correlation data of a request.
package struct ReplyPath: Sendable, Equatable {
    package var topic: String?
    package var correlationData: [UInt8]?

    package init(topic: String? = nil, correlationData: [UInt8]? = nil) {
        self.topic = topic
        self.correlationData = correlationData
    }
}
