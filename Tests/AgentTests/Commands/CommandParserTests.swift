import Agent
import Backup
import Catalog
import FoundationEssentials
import MQTT
import Testing

@Suite struct CommandParserTests {
    let parser = CommandParser(
        topics: Topics(base: "drivepipe", discoveryPrefix: "homeassistant"), discoveryPrefix: "homeassistant")
    let now = Date(timeIntervalSince1970: 1_767_225_600)

    @Test(arguments: ["", "PRESS", "  \n", "PRESS\n"])
    func `a button's press starts a backup with the configured name`(payload: String) {
        #expect(options(payload) == StartOptions(trigger: .button))
    }

    @Test(arguments: [
        ("authorize", "PRESS", Command.authorize(force: false)),
        ("authorize", #"{"force":true}"#, .authorize(force: true)),
        ("deauthorize", "", .deauthorize(force: false)), ("deauthorize", #"{"force":true}"#, .deauthorize(force: true)),
    ])
    func `connecting and letting go can be forced`(verb: String, payload: String, command: Command) {
        let message = MQTTMessage(topic: "drivepipe/command/\(verb)", text: payload)
        guard case .command(let request) = parser.parse(message, now: now) else {
            Issue.record("refused")
            return
        }
        #expect(request.command == command)
    }

    @Test(arguments: [
        ("start", #"{"kind":"weird"}"#, "kind has to be full or partial."),
        ("start", #"{"pin":"perhaps"}"#, "pin has to be true or false."),
        ("start", #"{"max_age_s":"6h"}"#, "max_age_s has to be a whole number of seconds."),
        ("verify", #"{"depth":"deep"}"#, "depth has to be full or header."),
        (
            "prune", #"{"keep":{"lats":1}}"#,
            "keep has no rule lats. Its rules are last, daily, weekly, monthly, yearly."
        ),
    ])
    func `a refusal says what would have been understood`(verb: String, payload: String, message: String) {
        guard
            case .refused(let reply) = parser.parse(
                MQTTMessage(topic: "drivepipe/command/\(verb)", text: payload), now: now)
        else {
            Issue.record("not refused")
            return
        }
        #expect(reply.message == message)
    }

    @Test func `bare text is the name`() {
        #expect(options("Before the update\n") == StartOptions(name: "Before the update", trigger: .mqtt))
    }

    @Test func `an object carries an id, a name and patterns, and what is unknown is told`() throws {
        let request = try #require(
            self.request(#"{"id":"7","name":"N","exclude":["www/**"],"source":"night","shape":"round"}"#))
        #expect(request.id == "7")
        #expect(request.ignored == ["shape"])
        #expect(
            request.command == .start(StartOptions(name: "N", exclude: ["www/**"], trigger: .script)))
    }

    @Test(arguments: [
        ("PRESS", Command.verify(.latest, .full, trigger: .button)),
        ("1abcDEF", .verify(.id("1abcDEF"), .full, trigger: .mqtt)),
        (#"{"target":"latest","depth":"header"}"#, .verify(.latest, .header, trigger: .mqtt)),
        (#"{"target":"/etc/passwd"}"#, .verify(.id("/etc/passwd"), .full, trigger: .mqtt)),
    ])
    func `a verification names a backup in Drive, never a file here`(payload: String, command: Command) {
        #expect(request(payload, verb: "verify")?.command == command)
    }

    @Test func `a prune may bring rules of its own, for this once`() {
        var options = PruneOptions(trigger: .mqtt)
        options.isDryRun = true
        options.keepLast = 3
        options.keepYearly = 0
        options.maxDeletes = 20
        let payload = #"{"dry_run":true,"keep":{"last":3,"yearly":0,"daily":null},"max_deletes":20}"#
        #expect(request(payload, verb: "prune")?.command == .prune(options))
        #expect(request("PRESS", verb: "prune")?.command == .prune(PruneOptions(trigger: .button)))
        var policy = RetentionPolicy(keepLast: 7)
        policy.keepDaily = 5
        #expect(options.policy(from: policy).keepLast == 3)
        #expect(options.policy(from: policy).keepDaily == 5)
    }

    @Test(arguments: [
        #"{"keep":{"lst":3}}"#, #"{"keep":{"last":-1}}"#, #"{"keep":{"last":"three"}}"#, #"{"keep":3}"#,
        #"{"dry_run":"maybe"}"#, #"{"max_deletes":1.5}"#, #"{"keep":{"last":99999}}"#,
        // Taken for nothing, these would delete what somebody wanted to keep.
        #"{"dryrun":true}"#, #"{"dry-run":true}"#, #"{"keep_last":30}"#, "dry_run", "--dry-run", "30",
    ])
    func `a prune that cannot be understood deletes nothing`(payload: String) {
        #expect(refusal(payload, verb: "prune")?.code == "invalid_payload")
    }

    @Test(arguments: [
        ("pin", "1abcDEF", Command.errand(.pin(.id("1abcDEF"), note: nil))),
        ("pin", #"{"target":"latest","note":"Before the move"}"#, .errand(.pin(.latest, note: "Before the move"))),
        ("pin", "PRESS", .errand(.pin(.latest, note: nil))),
        ("unpin", #"{"target":"1abcDEF"}"#, .errand(.unpin(.id("1abcDEF")))),
        ("refresh", "", .errand(.refresh)),
        ("authorize", "PRESS", .authorize(force: false)), ("authorize", #"{"force":true}"#, .authorize(force: true)),
        ("deauthorize", "", .deauthorize(force: false)),
    ])
    func `short commands are understood`(verb: String, payload: String, command: Command) {
        #expect(request(payload, verb: verb)?.command == command)
    }

    @Test(arguments: [#"{"depth":"deep"}"#, #"{"target":7}"#, #"{"target":""}"#])
    func `a verification that cannot be understood is refused`(payload: String) {
        #expect(refusal(payload, verb: "verify")?.code == "invalid_payload")
    }

    @Test(arguments: ["refresh", "authorize", "deauthorize", "cancel"])
    func `text that means nothing is refused, not taken for a press`(verb: String) {
        #expect(refusal("no", verb: verb)?.code == "invalid_payload")
    }

    @Test func `patterns may bring back what others leave out`() throws {
        #expect(options(#"{"include":["*.log"]}"#)?.include == ["*.log"])
        #expect(refusal(#"{"include":"*.log"}"#)?.code == "invalid_payload")
    }

    @Test(arguments: [
        ("{", "invalid_payload"), ("[1]", "invalid_payload"), (#"{"id":7}"#, "invalid_payload"),
        (#"{"name":["x"]}"#, "invalid_payload"), (#"{"exclude":["a",1]}"#, "invalid_payload"),
        (#"{"expires_at":"yesterday"}"#, "invalid_payload"),
        (#"{"expires_at":"2025-12-31T23:59:59Z"}"#, "expired"),
        (#"{"id":"\#(String(repeating: "x", count: 65))"}"#, "invalid_payload"),
        (String(repeating: "[", count: 5_000), "invalid_payload"),
        (String(repeating: "x", count: 9_000), "invalid_payload"),
    ])
    func `what cannot be understood is refused with its reason`(payload: String, code: String) {
        #expect(refusal(payload)?.code == code)
    }

    @Test func `an unexpired command runs`() {
        #expect(options(#"{"expires_at":"2026-01-01T00:00:01.5+00:00"}"#) != nil)
    }

    @Test func `bytes that are no text are refused`() {
        let message = MQTTMessage(topic: "drivepipe/command/start", payload: [0xff, 0xfe])
        #expect(parser.parse(message, now: now).refusal?.code == "invalid_payload")
    }

    @Test func `a retained command is refused, the echo of its clearing is nothing`() {
        var message = MQTTMessage(topic: "drivepipe/command/start", payload: Array("PRESS".utf8))
        message.retained = true
        #expect(parser.parse(message, now: now).refusal?.code == "retained_command")
        message.payload = []
        #expect(parser.parse(message, now: now) == .nothing)
    }

    @Test func `an unknown verb is answered, another topic is not`() {
        #expect(refusal("", verb: "dance")?.code == "unknown_command")
        #expect(parser.parse(MQTTMessage(topic: "drivepipe/state", payload: []), now: now) == .nothing)
        #expect(parser.parse(MQTTMessage(topic: "drivepipe/command/a/b", payload: []), now: now) == .nothing)
    }

    @Test(arguments: [
        ("answers/me", true), ("drivepipe/command/start", false), ("homeassistant/device/x/config", false),
        ("a/+/b", false), ("#", false), ("$SYS/x", false), ("", false),
    ])
    func `answers go only where they do no harm`(topic: String, isAllowed: Bool) {
        var message = MQTTMessage(topic: "drivepipe/command/start", payload: [])
        message.responseTopic = topic
        message.correlationData = [1]
        guard case .command(let request) = parser.parse(message, now: now) else {
            Issue.record("not a command")
            return
        }
        #expect(request.replyPath.topic == (isAllowed ? topic : nil))
    }

    private func parse(_ payload: String, verb: String = "start") -> CommandParser.Outcome {
        parser.parse(MQTTMessage(topic: "drivepipe/command/\(verb)", payload: Array(payload.utf8)), now: now)
    }

    private func request(_ payload: String, verb: String = "start") -> CommandRequest? {
        guard case .command(let request) = parse(payload, verb: verb) else { return nil }
        return request
    }

    private func options(_ payload: String) -> StartOptions? {
        guard case .start(let options) = request(payload)?.command else { return nil }
        return options
    }

    private func refusal(_ payload: String, verb: String = "start") -> Reply? {
        parse(payload, verb: verb).refusal
    }
}

extension CommandParser.Outcome {
    var refusal: Reply? {
        guard case .refused(let reply) = self else { return nil }
        return reply
    }
}
