import FoundationEssentials
import JSON
import MQTT
import Synchronization
import TestSupport

/// Somebody else at the broker: sees everything the agent publishes, and sends commands.
final class Watcher: Sendable {
    private let client: MQTTClient
    private let seen: Seen

    private final class Seen: Sendable {
        let messages = Mutex<[MQTTMessage]>([])
        let connections = Mutex(0)
    }

    /// Connects and listens before it returns.
    init(_ site: Site, login: (user: String, password: String)? = nil) async throws {
        var options = MQTTOptions(host: "127.0.0.1", port: site.broker.port, clientID: "watcher-\(UUID())")
        options.sessionExpiry = 0
        options.willDelay = 0
        options.maximumBacklog = 100_000
        options.username = login?.user
        options.password = login?.password
        client = MQTTClient(options)
        let seen = Seen()
        self.seen = seen
        try client.start()
        let subscription = Subscription("#", wantsRetained: true)
        let ready = AsyncStream<Void>.makeStream()
        Task { [client] in
            for await event in client.events {
                switch event {
                case .connected: try? client.subscribe([subscription])
                case .subscribed:
                    seen.connections.withLock { $0 += 1 }
                    ready.continuation.yield()
                case .message(let message): seen.messages.withLock { $0.append(message) }
                default: break
                }
            }
        }
        for await _ in ready.stream { break }
    }

    func stop() async {
        await client.stop()
    }

    func send(_ topic: String, _ text: String = "", retained: Bool = false) throws {
        try client.publish(MQTTMessage(topic: topic, text: text, retained: retained))
    }

    func send(_ message: MQTTMessage) throws {
        try client.publish(message)
    }

    /// How often it has been let in, and listened.
    var connections: Int { seen.connections.withLock { $0 } }

    /// All topics so far, in the order of their messages.
    var topics: [String] {
        seen.messages.withLock { $0.map(\.topic) }
    }

    /// Everything on a topic so far, oldest first.
    func messages(on topic: String) -> [MQTTMessage] {
        seen.messages.withLock { $0.filter { $0.topic == topic } }
    }

    func payloads(on topic: String) -> [JSON] {
        messages(on: topic).compactMap { try? JSON(parsing: $0.payload) }
    }

    /// The first payload on a topic that fits, waiting for it.
    @discardableResult
    func wait(
        for topic: String, seconds: Double = 120, where fits: (JSON) -> Bool = { _ in true }
    ) async throws -> JSON {
        try await until(seconds, "\(topic)") { payloads(on: topic).first(where: fits) }
    }

    /// Asks for a cancel until that is answered: what overflows the line of an agent that gets no turn is not looked at.
    func cancelUntilAnswered(id: String) async throws -> JSON {
        for _ in 0..<10 {
            try send("drivepipe/command/cancel", #"{"id": "\#(id)"}"#)
            let answer = try? await wait(for: "drivepipe/response/cancel", seconds: 20) { $0["id"] == .string(id) }
            if let answer { return answer }
        }
        throw TestFailure("no answer to \(id)")
    }

    /// Waits until the topic's last message is this word.
    func wait(for topic: String, word: String, seconds: Double = 120) async throws {
        _ = try await until(seconds, "\(topic) \(word)") { messages(on: topic).last?.text == word ? true : nil }
    }

    private func until<Value>(_ seconds: Double, _ what: String, _ look: () -> Value?) async throws -> Value {
        let end = ContinuousClock.now + .seconds(seconds)
        repeat {
            if let value = look() { return value }
            try await Task.sleep(for: .milliseconds(20))
        } while ContinuousClock.now < end
        let last = seen.messages.withLock { $0.suffix(12).map { "\($0.topic): \($0.text.prefix(300))" } }
        throw TestFailure("waited in vain for \(what); last seen:\n\(last.joined(separator: "\n"))")
    }
}
