import Agent
import FoundationEssentials
import MQTT
import Testing

@Suite struct FetchCommandTests {
    private func parse(_ payload: String, canFetch: Bool = true) -> CommandParser.Outcome {
        let parser = CommandParser(
            topics: Topics(base: "drivepipe", discoveryPrefix: "homeassistant"), discoveryPrefix: "homeassistant",
            scope: CommandScope(canFetch: canFetch))
        return parser.parse(MQTTMessage(topic: "drivepipe/command/fetch", text: payload), now: Date())
    }

    private func options(_ payload: String) -> FetchOptions? {
        guard case .command(let request) = parse(payload), case .fetch(let options) = request.command else {
            return nil
        }
        return options
    }

    @Test func `a place is folders and, with its ending, a name`() {
        let place = options(#"{"target":"abc","to":"old/2026/x.tar","dry_run":true,"overwrite":"true"}"#)
        #expect(place?.target == .id("abc"))
        #expect(place?.place.folders == ["old", "2026"])
        #expect(place?.place.name == "x.tar")
        #expect(place?.isDryRun == true && place?.overwrites == true)
        #expect(options(#"{"to":"old/x.tar/"}"#)?.place.folders == ["old", "x.tar"])
        #expect(options("PRESS")?.place == FetchPlace())
        #expect(options("abc")?.target == .id("abc"))
        #expect(options("abc")?.overwrites == false)
    }

    @Test(arguments: [
        "/etc", "..", "a/../b", "../x.tar", "a//b", "./a", "a/.hidden", ".x.tar", "/", "a\\u0000b", "a\\nb",
        "a/\\u002e\\u002e/b", "a/..\\u0301/b", String(repeating: "a/", count: 40), String(repeating: "x", count: 300),
    ])
    func `no place leads out, or is hidden`(to: String) {
        guard case .refused(let reply) = parse(#"{"to":"\#(to)"}"#) else {
            Issue.record("taken")
            return
        }
        #expect(reply.code == "forbidden_path")
    }

    @Test func `without an allowed folder the answer says what to set`() {
        guard case .refused(let reply) = parse("PRESS", canFetch: false) else {
            Issue.record("taken")
            return
        }
        #expect(reply.code == "forbidden_path")
        #expect(reply.message.contains("fetch_dir"))
    }
}
