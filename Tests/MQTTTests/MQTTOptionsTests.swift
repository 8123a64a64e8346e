import MQTT
import Testing

struct MQTTOptionsTests {
    @Test func `no way of printing shows the password`() {
        var options = MQTTOptions(host: "broker", clientID: "agent")
        options.username = "user"
        options.password = "open sesame"
        var dumped = ""
        dump(options, to: &dumped)
        for text in ["\(options)", String(reflecting: options), dumped] {
            #expect(!text.contains("sesame"))
            #expect(text.contains("mqtt://user@broker:1883 as agent"))
        }
    }
}
