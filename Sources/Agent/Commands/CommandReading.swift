import FoundationEssentials
import JSON

/// One payload on its way to a command.
struct CommandReading {
    let verb: String
    let scope: CommandScope
    let replyPath: ReplyPath
    private var id: String?
    private var expiresAt: Date?
    private var source: String?
    /// What was said about where the bytes shall come from.
    private(set) var origin: [String: JSON]?
    /// What was sent in place of an object.
    private(set) var text: String?
    /// What an object was sent with, and is not understood yet.
    private(set) var members: [String: JSON] = [:]
    /// Nothing was sent, or what a button sends.
    private var isPress = true

    init(verb: String, scope: CommandScope, replyPath: ReplyPath) {
        // The topic may be long; none of our verbs is.
        self.verb = verb.cut(toBytes: 64)
        self.scope = scope
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
        try readJSON(payload)
        id = try take("id", "text of at most 64 bytes") { $0.string.flatMap { $0.utf8.count <= 64 ? $0 : nil } }
        expiresAt = try take("expires_at", "a time in UTC such as 2026-11-23T02:30:00Z") {
            $0.string.flatMap(Date.init(payloadText:))
        }
        if let object = members["source"]?.object {
            origin = object
            members["source"] = nil
        }
        source = try take("source", "text, or an object such as {\"pipe\": \"nightly\"}") { $0.string }
        if let expiresAt, expiresAt < now { throw refusal(.expired, "The command expired before it arrived.") }
    }

    /// An object, or a text in quotes, which means the same as without them.
    private mutating func readJSON(_ payload: [UInt8]) throws(Reply) {
        guard payload.nesting <= CommandParser.deepestNesting else {
            throw refusal(.invalidPayload, "The payload is nested deeper than any command.")
        }
        switch try? JSON(parsing: payload) {
        case .object(let object): members = object
        case .string(let string) where !string.trimmed.isEmpty: text = string.trimmed
        case .string: isPress = true
        default: throw refusal(.invalidPayload, "The payload is not a JSON object.")
        }
    }

    mutating func request() throws(Reply) -> CommandRequest {
        var request = CommandRequest(verb: verb, command: try command(), id: id)
        request.ignored = members.keys.sorted().prefix(20).map { $0.cut(toBytes: 64) }
        request.expiresAt = expiresAt
        request.replyPath = replyPath
        return request
    }

    /// Takes one key out of the object; null counts as absent.
    /// - Parameter kind: what its value has to be, for whoever wrote something else.
    mutating func take<Value>(_ key: String, _ kind: String, as convert: (JSON) -> Value?) throws(Reply) -> Value? {
        guard let member = members.removeValue(forKey: key), member != .null else { return nil }
        guard let value = convert(member) else { throw refusal(.invalidPayload, "\(key) has to be \(kind).") }
        return value
    }

    /// What started it: a button has nothing to say, and a script says that it is one.
    var trigger: Trigger { isPress ? .button : source == nil ? .mqtt : .script }

    /// Takes a yes or no out of the object; no when it is absent.
    mutating func flag(_ key: String) throws(Reply) -> Bool {
        try take(key, "true or false") { $0.spelledBool } ?? false
    }
}

extension [UInt8] {
    /// How many brackets of JSON are open at once.
    fileprivate var nesting: Int {
        var (depth, deepest, isText, isEscaped) = (0, 0, false, false)
        for byte in self {
            switch byte {
            case _ where isEscaped: isEscaped = false
            case UInt8(ascii: "\\"): isEscaped = isText
            case UInt8(ascii: "\""): isText.toggle()
            case UInt8(ascii: "{") where !isText, UInt8(ascii: "[") where !isText:
                depth += 1
                deepest = Swift.max(deepest, depth)
            case UInt8(ascii: "}") where !isText, UInt8(ascii: "]") where !isText: depth -= 1
            default: break
            }
        }
        return deepest
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
