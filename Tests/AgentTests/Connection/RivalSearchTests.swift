import JSON
import MQTT
import Testing

@testable import Agent

@Suite struct RivalSearchTests {
    private let topics = Topics(base: "drivepipe", discoveryPrefix: "homeassistant")
    private let me = Presence(word: .question, instance: "5", node: "n", host: "here")

    /// A search, and what it wants done; in a class, as an expectation cannot change a value.
    private final class Search {
        private var search: RivalSearch

        init(_ me: Presence, _ topics: Topics) {
            search = RivalSearch(me, topics: topics, discoveryPrefix: "homeassistant")
        }

        @discardableResult
        func handle(_ event: RivalSearch.Event) -> [RivalSearch.Action] { search.handle(event) }

        func startOver() { search.startOver() }
    }

    private func search() -> Search { Search(me, topics) }

    private func presence(_ word: Presence.Word, from instance: String, base: String = "drivepipe") -> RivalSearch.Event
    {
        let other = Presence(word: word, instance: instance, node: "other", host: "there")
        return .message(other.message(word, on: "\(base)/presence"))
    }

    private func rival(base: String = "drivepipe") -> RivalSearch.Action {
        .decide(RivalError(base: base, node: "other", host: "there"))
    }

    private func retained(_ topic: String, _ text: String) -> RivalSearch.Event {
        .message(MQTTMessage(topic: topic, text: text, retained: true))
    }

    @Test func `where nothing tells of another, the wait is short`() {
        let search = search()
        #expect(
            search.handle(.connected) == [
                .listen(["drivepipe/presence", "drivepipe/availability", "homeassistant/device/n/config"]),
                .ask(topic: "drivepipe/presence"), .wait(seconds: 5, round: 1),
            ])
        #expect(search.handle(retained("drivepipe/availability", "offline")) == [])
        #expect(search.handle(.acknowledged) == [.wait(seconds: 0.25, round: 2)])
        #expect(search.handle(.timeout(round: 1)) == [])
        #expect(search.handle(.timeout(round: 2)) == [.decide(nil)])
    }

    @Test func `one that was killed is waited for, but not for ever`() {
        let search = search()
        search.handle(.connected)
        search.handle(retained("drivepipe/availability", "online"))
        #expect(search.handle(.acknowledged) == [.wait(seconds: 3, round: 2)])
        #expect(search.handle(.timeout(round: 2)) == [.decide(nil)])
    }

    @Test func `whoever answers is there, whatever its node`() {
        let search = search()
        search.handle(.connected)
        #expect(search.handle(presence(.answer, from: "1")) == [rival()])
        #expect(search.handle(.timeout(round: 0)) == [], "decided once")
    }

    @Test func `one's own words and garbage are nobody's`() {
        let search = search()
        search.handle(.connected)
        #expect(search.handle(presence(.question, from: "5")) == [])
        for text in ["", "{}", "[1]", #"{"presence":"shout","instance":"1","node":"n","host":"h"}"#, "\u{0}"] {
            #expect(search.handle(.message(MQTTMessage(topic: "drivepipe/presence", text: text))) == [])
        }
    }

    @Test func `what somebody had retained says nothing of now`() {
        let search = search()
        search.handle(.connected)
        var message = Presence(word: .answer, instance: "1", node: "n", host: "h").message(
            .answer, on: "drivepipe/presence")
        message.retained = true
        #expect(search.handle(.message(message)) == [])
    }

    @Test(arguments: [("1", false), ("9", true)])
    func `of two that ask at once the smaller stays`(other: String, stays: Bool) {
        let search = search()
        search.handle(.connected)
        let expected: RivalSearch.Action = stays ? .ask(topic: "drivepipe/presence") : rival()
        #expect(search.handle(presence(.question, from: other)) == [expected])
    }

    @Test(arguments: ["1", "9"])
    func `one that has arrived was quicker`(other: String) {
        let search = search()
        search.handle(.connected)
        #expect(search.handle(presence(.arrival, from: other)) == [rival()])
    }

    @Test func `who has decided to come answers all who ask after it`() {
        let search = search()
        search.handle(.connected)
        search.handle(.acknowledged)
        search.handle(.timeout(round: 2))
        #expect(search.handle(presence(.question, from: "1")) == [.answer(topic: "drivepipe/presence")])
    }

    @Test func `the same node under another base topic is asked there`() {
        let search = search()
        search.handle(.connected)
        let device = #"{"availability":[{"topic":"house/two/availability"}]}"#
        #expect(
            search.handle(retained("homeassistant/device/n/config", device)) == [
                .listen(["house/two/presence"]), .ask(topic: "house/two/presence"),
            ])
        #expect(search.handle(.acknowledged) == [.wait(seconds: 3, round: 2)])
        #expect(search.handle(presence(.answer, from: "1", base: "house/two")) == [rival(base: "house/two")])
    }

    @Test func `a wait that a later one replaced decides nothing`() {
        let search = search()
        search.handle(.connected)
        search.handle(.acknowledged)
        search.handle(.acknowledged)
        #expect(search.handle(.timeout(round: 2)) == [])
        #expect(search.handle(.timeout(round: 3)) == [.decide(nil)])
    }

    @Test func `a question that the broker never takes over is not waited for without end`() {
        let search = search()
        search.handle(.connected)
        #expect(search.handle(.timeout(round: 1)) == [.decide(nil)])
    }

    @Test func `a broker that is away does not keep the agent from its work, and is asked as soon as it is there`() {
        let search = search()
        #expect(search.handle(.ended(.unreachable("refused"))) == [.work])
        #expect(search.handle(.connected).count == 3)
        search.handle(.acknowledged)
        #expect(search.handle(.timeout(round: 2)) == [.decide(nil)])
        #expect(search.handle(.ended(.connectionLost)) == [])
        #expect(search.handle(.late) == [])
    }

    @Test func `a broker of an older version only is still to be asked, one that is silent not for ever`() {
        let search = search()
        #expect(search.handle(.ended(.unsupportedProtocol)) == [])
        let cut = self.search()
        #expect(cut.handle(.ended(.connectionLost)) == [])
        #expect(cut.handle(.ended(.connectionLost)) == [.work])
        #expect(self.search().handle(.late) == [.work])
    }

    @Test(arguments: [MQTTError.clientIDRejected, .notAuthorized])
    func `a broker that does not let the search in gets the agent without`(error: MQTTError) {
        let search = search()
        #expect(search.handle(.ended(error)) == [.skip(error)])
        #expect(search.handle(.ended(error)) == [])
    }

    @Test func `a timeout of the search before ends none of the next one`() {
        let search = search()
        search.handle(.connected)
        search.startOver()
        #expect(search.handle(.timeout(round: 1)) == [])
        #expect(search.handle(.connected).last == .wait(seconds: 5, round: 3))
        #expect(search.handle(.timeout(round: 1)) == [])
        #expect(search.handle(.acknowledged) == [.wait(seconds: 0.25, round: 4)])
        search.startOver()
        #expect(search.handle(.timeout(round: 4)) == [])
    }

    @Test func `so does one that cuts whoever asks`() {
        let search = search()
        for expected in [[], [.work], [.skip(.connectionLost)]] as [[RivalSearch.Action]] {
            search.handle(.connected)
            #expect(search.handle(.ended(.connectionLost)) == expected)
        }
    }
}
