import Agent
import Backup
import FoundationEssentials
import MQTT
import TestSupport
import Testing

@Suite struct StartCommandTests {
    private func parse(
        _ payload: String, verb: String = "start",
        scope: CommandScope = CommandScope(folders: [.share, .ssl], canFetch: false)
    ) -> CommandParser.Outcome {
        let parser = CommandParser(
            topics: Topics(base: "drivepipe", discoveryPrefix: "homeassistant"), discoveryPrefix: "homeassistant",
            scope: scope)
        return parser.parse(
            MQTTMessage(topic: "drivepipe/command/\(verb)", text: payload),
            now: Date(timeIntervalSince1970: 1_767_225_600))
    }

    private func options(_ payload: String) -> StartOptions? {
        guard case .command(let request) = parse(payload), case .start(let options) = request.command else {
            return nil
        }
        return options
    }

    private func refusal(_ payload: String, verb: String = "start") -> Reply? {
        guard case .refused(let reply) = parse(payload, verb: verb) else { return nil }
        return reply
    }

    @Test func `everything can be said at once`() {
        var wanted = StartOptions(name: "N", exclude: ["a"], trigger: .script)
        wanted.include = ["b"]
        wanted.folders = [.ssl]
        (wanted.isPinned, wanted.verifies, wanted.waits, wanted.maxAge) = (true, true, true, 3600)
        let payload = """
            {"name":"N","kind":"partial","folders":["ssl"],"exclude":["a"],"include":["b"],"pin":true,"verify":true,\
            "queue":true,"max_age_s":3600,"source":"night"}
            """
        #expect(options(payload) == wanted)
    }

    @Test(arguments: [
        (#"{"verify":"True","queue":"off","max_age_s":"60"}"#, true, false, 60 as Int64?),
        (#"{"verify":"no","queue":"yes","max_age_s":90.0}"#, false, true, 90),
        (#"{"verify":null,"queue":true,"max_age_s":null}"#, false, true, nil),
    ])
    func `what a template turned into text is understood`(payload: String, verifies: Bool, waits: Bool, age: Int64?) {
        #expect(options(payload)?.verifies == verifies)
        #expect(options(payload)?.waits == waits)
        #expect(options(payload)?.maxAge == age)
    }

    @Test func `a partial backup has the configuration alone unless folders are named`() {
        #expect(options(#"{"kind":"partial"}"#)?.folders == [])
        #expect(options(#"{"kind":"full"}"#)?.folders == .some(nil))
        #expect(options(#"{"kind":"full","folders":[]}"#)?.folders == .some(nil))
    }

    @Test(arguments: [
        (#"{"folders":["ssl"]}"#, "partial"), (#"{"kind":"full","folders":["ssl"]}"#, "partial"),
        (#"{"kind":"partial","folders":["secrets"]}"#, "share, ssl, media, addons_local"),
        (#"{"kind":"partial","folders":["media"]}"#, "source.folders.media"),
        (#"{"kind":"partial","folders":"ssl"}"#, "folders"), (#"{"kind":"whole"}"#, "kind"),
        (#"{"max_age_s":-1}"#, "max_age_s"), (#"{"max_age_s":"soon"}"#, "max_age_s"),
        (#"{"verify":"maybe"}"#, "verify"),
        (#"{"queue":2}"#, "queue"), (#"{"max_age_s":1e300}"#, "max_age_s"),
    ])
    func `what cannot be meant is refused with what to do`(payload: String, hint: String) {
        #expect(refusal(payload)?.code == "invalid_payload")
        #expect(refusal(payload)?.message.contains(hint) == true)
    }

    @Test func `a pipe is named by one safe word, and what it cannot mean is refused`() throws {
        let parser = CommandParser(
            topics: Topics(base: "drivepipe", discoveryPrefix: "homeassistant"), discoveryPrefix: "homeassistant",
            scope: CommandScope(folders: [.share], canPipe: true))
        func outcome(_ payload: String) -> CommandParser.Outcome {
            parser.parse(MQTTMessage(topic: "drivepipe/command/start", text: payload), now: Date())
        }
        guard
            case .command(let request) = outcome(
                #"{"source": {"pipe": "night.ly", "framed": false, "extension": "sql.gz"}, "pin": true}"#),
            case .start(let options) = request.command, case .pipe(let order) = options.origin
        else { throw TestFailure("refused") }
        #expect(order.name == "night.ly" && !order.isFramed && order.fileExtension == "sql.gz")
        for name in ["", ".", "..", "../x", "a/b", "/etc", ".hidden", "a\\u0000b", "a b", "é", "-\\n"] + [
            String(repeating: "a", count: 65)
        ] {
            guard case .refused(let reply) = outcome(#"{"source": {"pipe": "\#(name)"}}"#) else {
                Issue.record("\(name) is let in")
                continue
            }
            #expect(["forbidden_path", "invalid_payload"].contains(reply.code), "\(name)")
        }
        for other in [
            #""max_age_s": 60"#, #""exclude": ["a"]"#, #""include": ["a"]"#,
            #""kind": "partial", "folders": ["share"]"#,
        ] {
            guard case .refused(let reply) = outcome(#"{"source": {"pipe": "nightly"}, \#(other)}"#) else {
                Issue.record("\(other) is let in")
                continue
            }
            #expect(reply.code == "invalid_payload" && reply.message.contains("pipe"))
        }
    }

    @Test func `what goes into a backup of the house may say all that such a backup may, but needs its frames`() throws
    {
        let parser = CommandParser(
            topics: Topics(base: "drivepipe", discoveryPrefix: "homeassistant"), discoveryPrefix: "homeassistant",
            scope: CommandScope(folders: [.share], canPipe: true))
        func outcome(_ payload: String) -> CommandParser.Outcome {
            parser.parse(MQTTMessage(topic: "drivepipe/command/start", text: payload), now: Date())
        }
        let source = #""source": {"pipe": "nightly", "as": "member"}"#
        guard
            case .command(let request) = outcome(
                #"{\#(source), "kind": "partial", "folders": ["share"], "exclude": ["a"], "max_age_s": 60}"#),
            case .start(let options) = request.command, case .pipe(let order) = options.origin
        else { throw TestFailure("refused") }
        #expect(order.isMember && options.folders == [.share])
        #expect(options.origin?.series == nil && options.origin?.nameTemplate == nil)
        for more in [#""as": "member", "framed": false"#, #""as": "both""#, #""as": 7"#] {
            guard case .refused(let reply) = outcome(#"{"source": {"pipe": "nightly", \#(more)}}"#) else {
                Issue.record("\(more) is let in")
                continue
            }
            #expect(reply.code == "invalid_payload")
        }
    }

    @Test func `a text in quotes is the same text without them`() {
        #expect(options(#""Before the update""#) == StartOptions(name: "Before the update", trigger: .mqtt))
        #expect(options(#"" ""#) == StartOptions(trigger: .button))
    }

    /// Whatever is sent, and wherever: an answer or a command, and never anything else.
    @Test(arguments: Command.verbs)
    func `hostile JSON is refused on every command`(verb: String) {
        let open = String(repeating: "[", count: 8_000)
        let nested = #"{"id":"# + String(repeating: "[", count: 300) + String(repeating: "]", count: 300) + "}"
        let payloads = [
            open, nested, String(repeating: "{\"a\":", count: 1_000), "{\"a\":NaN}", "{\"a\":1e999999}",
            "[1]", "{", "{}{}", #"{"id":1}"#, "\"\\ud800\"", String(repeating: "x", count: 8_193),
        ]
        for payload in payloads {
            #expect(refusal(payload, verb: verb)?.code == "invalid_payload", "\(verb) \(payload.prefix(20))")
        }
    }

    @Test func `keys that come twice and numbers beyond all bounds harm nobody`() {
        #expect(options(#"{"pin":true,"pin":true}"#)?.isPinned == true)
        guard case .command(let request) = parse(#"{"weight":123456789012345678901234567890,"x":1e300}"#) else {
            Issue.record("refused")
            return
        }
        #expect(request.ignored == ["weight", "x"])
    }

    @Test func `brackets in a text are no nesting`() {
        let name = String(repeating: "[{", count: 100) + #"\""# + String(repeating: "[", count: 50)
        #expect(options(#"{"name":"\#(name)"}"#) != nil)
    }

    @Test(
        arguments: ["classic", "missing", "01234567"],
        [#""exclude":["a"]"#, #""include":["a"]"#, #""kind":"partial""#, #""kind":"partial","folders":["share"]"#])
    func `nothing can be left out of what the Supervisor packs`(word: String, choice: String) {
        let scope = CommandScope(folders: [.share], hasSupervisor: true)
        guard
            case .refused(let reply) = parse(#"{"source":{"supervisor":"\#(word)"},\#(choice)}"#, scope: scope)
        else {
            Issue.record("not refused")
            return
        }
        #expect(reply.code == "invalid_payload" && reply.message.contains("that the Supervisor makes"))
    }

    @Test func `where the Supervisor packs unasked nothing can be left out, but of what our own archiver makes`() {
        var scope = CommandScope(folders: [.share], hasSupervisor: true)
        scope.isClassic = true
        func isRefused(_ payload: String) -> Bool {
            if case .refused = parse(payload, scope: scope) { true } else { false }
        }
        #expect(isRefused(#"{"exclude":["a"]}"#))
        #expect(!isRefused(#"{"name":"N","pin":true}"#))
        #expect(!isRefused(#"{"exclude":["a"],"source":{"supervisor":"apps"}}"#))
        #expect(!isRefused(#"{"exclude":["a"],"source":{"supervisor":"direct"}}"#))
    }
}
