import Logging
import MQTT
enum Discovery {
    static func message(for configuration: Configuration, topics: Topics, log: Logger) -> MQTTMessage? { nil }
}
