import MQTT

// Whether the agent will be heard.
extension Checkup {
    /// Seconds for which the broker may take its time.
    private static let patience = 10.0

    /// Connects under a client id that throws nobody out, and leaves nothing behind.
    func broker() async -> CheckupFinding {
        let mqtt = configuration.mqtt
        var options = mqtt.options(clientID: "\(mqtt.clientID)-check")
        options.sessionExpiry = 0
        let client = MQTTClient(options)
        do throws(MQTTError) {
            try client.start()
        } catch {
            return finding(of: error)
        }
        let limit = Task {
            try await Task.sleep(for: .seconds(Self.patience))
            await client.stop(within: .zero)
        }
        defer { limit.cancel() }
        let finding = await firstAnswer(client)
        await client.stop(within: .zero)
        return finding
    }

    private func firstAnswer(_ client: MQTTClient) async -> CheckupFinding {
        let place = "\(configuration.mqtt.host):\(configuration.mqtt.port)"
        for await event in client.events {
            switch event {
            case .connected(let version, _):
                return .ok("broker", "\(place) lets the agent in (\(version == .v5 ? "MQTT 5" : "MQTT 3.1.1")).")
            // The next attempt is one with the older version.
            case .disconnected(.unsupportedProtocol): continue
            case .disconnected(let error): return finding(of: error)
            default: continue
            }
        }
        return finding(of: .unreachable("\(place) does not answer"))
    }

    private func finding(of error: MQTTError) -> CheckupFinding {
        .failed("broker", "\(error) \(error.hint)", code: error.code)
    }
}
