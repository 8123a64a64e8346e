import Glibc
import JSON
import MQTT

/// What agents say to each other on `<base>/presence`, never retained.
struct Presence: Sendable, Hashable {
    /// What is said.
    enum Word: String, Sendable {
        /// Is anybody here? Asked before the first step.
        case question
        /// I have just connected: whoever has been here longer, say so.
        case arrival
        /// I am here.
        case answer
    }

    var word: Word
    /// Random, and of one process: a restarted agent is another instance.
    let instance: String
    let node: String
    /// The machine's name, so that the user knows where to look.
    let host: String
}

extension Presence {
    /// This process, under a node.
    init(node: String) {
        var random = SystemRandomNumberGenerator()
        let digits = String(random.next() as UInt64, radix: 16)
        self.init(
            word: .question, instance: String(repeating: "0", count: 16 - digits.count) + digits, node: node,
            host: Self.hostName)
    }

    /// - Returns: nil for anything that an agent does not say, such as what is retained: that says nothing of now.
    init?(_ message: MQTTMessage) {
        guard !message.retained, message.payload.count <= 1_024, let object = try? JSON(parsing: message.payload),
            let word = object["presence"]?.string.flatMap(Word.init), let instance = object["instance"]?.string,
            let node = object["node"]?.string, let host = object["host"]?.string
        else { return nil }
        self.init(word: word, instance: instance, node: node, host: host)
    }

    func message(_ word: Word, on topic: String) -> MQTTMessage {
        let payload: JSON = [
            "v": 1, "presence": .string(word.rawValue), "instance": .string(instance), "node": .string(node),
            "host": .string(host),
        ]
        return MQTTMessage(topic: topic, payload: payload.text)
    }

    private static var hostName: String {
        var name = [CChar](repeating: 0, count: 65)
        guard gethostname(&name, name.count - 1) == 0 else { return "unknown" }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
