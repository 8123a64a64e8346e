import Backup
import FoundationEssentials
import JSON
import MQTT

/// Turns a message on a command topic into a command, or says why not. Knows nothing of what the agent is doing.
package struct CommandParser: Sendable {
    package enum Outcome: Sendable, Equatable {
        case command(CommandRequest)
        case refused(Reply)
        /// Nothing to answer: the echo of a topic being cleared.
        case nothing
    }

    /// Bytes a command may have.
    package static let largestPayload = 8 * 1024

    private let topics: Topics
    private let discoveryPrefix: String

    package init(topics: Topics, discoveryPrefix: String) {
        self.topics = topics
        self.discoveryPrefix = discoveryPrefix
    }

    package func parse(_ message: MQTTMessage, now: Date) -> Outcome {
        guard let verb = topics.verb(of: message.topic) else { return .nothing }
        if message.retained && message.payload.isEmpty { return .nothing }
        var reading = CommandReading(verb: verb, replyPath: replyPath(of: message))
        do throws(Reply) {
            if message.retained { throw reading.refusal(.retainedCommand, "A retained command is never carried out.") }
            try reading.read(message.payload, now: now)
            return .command(try reading.request())
        } catch {
            return .refused(error)
        }
    }

    func replyPath(of message: MQTTMessage) -> ReplyPath {
        guard let topic = message.responseTopic, topics.mayReply(to: topic, discoveryPrefix: discoveryPrefix) else {
            return ReplyPath()
        }
        return ReplyPath(topic: topic, correlationData: message.correlationData)
    }
}

extension Reply: Error {}

/// One payload on its way to a command.
private struct CommandReading {
    let verb: String
    let replyPath: ReplyPath
    private var id: String?
    private var text: String?
    private var members: [String: JSON] = [:]
    private var isPress = true

    init(verb: String, replyPath: ReplyPath) {
        self.verb = verb
        self.replyPath = replyPath
    }

    func refusal(_ code: Reply.Code, _ message: String) -> Reply {
        Reply(verb: verb, id: id, .rejected, code.rawValue, message, replyPath: replyPath)
    }

    mutating func read(_ payload: [UInt8], now: Date) throws(Reply) {
        guard payload.count <= CommandParser.largestPayload else {
            throw refusal(.invalidPayload, "A command has at most \(CommandParser.largestPayload) bytes.")
        }
        guard let text = String(validating: payload, as: UTF8.self) else {
            throw refusal(.invalidPayload, "The payload is not UTF-8 text.")
        }
        let trimmed = text.trimmed
        if trimmed.isEmpty || trimmed == "PRESS" { return }
        isPress = false
        guard let first = trimmed.first, "{[\"".contains(first) else {
            self.text = trimmed
            return
        }
        guard let object = (try? JSON(parsing: payload))?.object else {
            throw refusal(.invalidPayload, "The payload is not a JSON object.")
        }
        members = object
        id = try take("id") { $0.string.flatMap { $0.utf8.count <= 64 ? $0 : nil } }
        let expiry = try take("expires_at") { $0.string.flatMap(Date.init(payloadText:)) }
        if let expiry, expiry < now { throw refusal(.expired, "The command expired before it arrived.") }
    }

    mutating func request() throws(Reply) -> CommandRequest {
        try requireNoText()
        let command = try command()
        var request = CommandRequest(verb: verb, command: command, id: id)
        request.ignored = members.keys.sorted()
        request.replyPath = replyPath
        return request
    }

    private mutating func command() throws(Reply) -> Command {
        switch verb {
        case "start": return .start(try startOptions())
        case "verify": return try verification()
        case "prune": return .prune(try pruneOptions())
        case "pin": return .errand(.pin(try backup(), note: try take("note") { $0.string }))
        case "unpin": return .errand(.unpin(try backup()))
        case "refresh": return .errand(.refresh)
        case "authorize": return .authorize(force: try take("force") { $0.bool } ?? false)
        case "deauthorize": return .deauthorize(force: try take("force") { $0.bool } ?? false)
        case "cancel": return .cancel(jobID: try take("job_id") { $0.string })
        default: throw refusal(.unknownCommand, "This version has no command of that name.")
        }
    }

    /// Text means something to few commands only; with the others, whoever sends it wants something else than happens.
    private func requireNoText() throws(Reply) {
        guard text != nil, Self.verbsWithoutText.contains(verb) else { return }
        throw refusal(.invalidPayload, "A \(verb) takes no text; send PRESS, nothing, or an object.")
    }

    private static let verbsWithoutText = ["cancel", "prune", "refresh", "authorize", "deauthorize"]

    private mutating func trigger() throws(Reply) -> Trigger {
        let source = try take("source") { $0.string }
        return isPress ? .button : source == nil ? .mqtt : .script
    }

    /// The backup that is meant; the newest if none is named.
    private mutating func backup() throws(Reply) -> BackupTarget {
        let target = try take("target") { $0.string.flatMap { $0.isEmpty || $0.utf8.count > 128 ? nil : $0 } }
        return BackupTarget(inDrive: target ?? text ?? "latest")
    }

    private mutating func verification() throws(Reply) -> Command {
        let target = try backup()
        let depth = try take("depth") { $0.string.flatMap(VerificationReport.Depth.init) }
        return .verify(target, depth ?? .full, trigger: try trigger())
    }

    private mutating func pruneOptions() throws(Reply) -> PruneOptions {
        var options = PruneOptions(trigger: try trigger())
        options.isDryRun = try take("dry_run") { $0.bool } ?? false
        options.maxDeletes = try take("max_deletes", as: count)
        var keep = try take("keep") { $0.object } ?? [:]
        for (name, rule) in Self.rules {
            guard let value = keep.removeValue(forKey: name), value != .null else { continue }
            guard let number = count(value) else { throw refusal(.invalidPayload, "keep.\(name) is no number.") }
            options[keyPath: rule] = number
        }
        // A rule that is not understood must not be taken for one that keeps nothing.
        if let unknown = keep.keys.min() { throw refusal(.invalidPayload, "keep has no rule \(unknown.prefix(64)).") }
        try requireNothingElse()
        return options
    }

    /// What deletes for good is not guessed: whoever misspells `dry_run` meant something else than the rest says.
    private func requireNothingElse() throws(Reply) {
        if let unknown = members.keys.filter({ $0 != "v" }).min() {
            throw refusal(.invalidPayload, "A prune has no \(unknown.prefix(64)). Nothing was deleted.")
        }
    }

    private static let rules: [(String, any WritableKeyPath<PruneOptions, Int?> & Sendable)] = [
        ("last", \.keepLast), ("daily", \.keepDaily), ("weekly", \.keepWeekly), ("monthly", \.keepMonthly),
        ("yearly", \.keepYearly),
    ]

    private func count(_ value: JSON) -> Int? {
        value.integer.flatMap { (0...9999).contains($0) ? Int($0) : nil }
    }

    private mutating func startOptions() throws(Reply) -> StartOptions {
        var options = StartOptions(trigger: try trigger())
        options.name = try take("name") { $0.string.flatMap { $0.isEmpty ? nil : $0 } } ?? text
        options.exclude = try take("exclude", as: patterns) ?? []
        options.include = try take("include", as: patterns) ?? []
        options.isPinned = try take("pin") { $0.bool } ?? false
        return options
    }

    /// One that is no text refuses them all: a backup must not hold what somebody thinks is excluded.
    private func patterns(_ value: JSON) -> [String]? {
        guard let values = value.array else { return nil }
        let patterns = values.compactMap(\.string)
        return patterns.count == values.count ? patterns : nil
    }

    /// Takes one key out of the object; null counts as absent.
    private mutating func take<Value>(_ key: String, as convert: (JSON) -> Value?) throws(Reply) -> Value? {
        guard let member = members.removeValue(forKey: key), member != .null else { return nil }
        guard let value = convert(member) else {
            throw refusal(.invalidPayload, "The value of \(key) is not what it should be.")
        }
        return value
    }
}

extension String {
    /// Without white space at either end: a shell's `echo` leaves a line break.
    var trimmed: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}
