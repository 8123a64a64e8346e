extension Configuration {
    /// What the keys of an encrypted connection mean together.
    ///
    /// A certificate without `tls: true` is refused rather than taken for it: who wrote one of them would not want to
    /// find out from a packet capture that the password went over the line in the clear, nor that the port has changed.
    /// - Throws: a `conflict` that names the key.
    mutating func settleTLS(_ layer: ConfigurationLayer) throws(ConfigurationError) {
        if !mqtt.tls {
            let given = ["mqtt.ca_file", "mqtt.cert_file", "mqtt.key_file", mqtt.insecure ? "mqtt.insecure" : nil]
            try Self.refuse(given.compactMap(\.self), in: layer, "it is of no use without `mqtt.tls`", "set tls: true")
        }
        if mqtt.certFile == nil || mqtt.keyFile == nil {
            try Self.refuse(
                ["mqtt.cert_file", "mqtt.key_file"], in: layer, "a certificate and its key belong together",
                "give both `cert_file` and `key_file`")
        }
        if mqtt.tls, layer.values["mqtt.port"] == nil { mqtt.port = 8883 }
        if mqtt.insecure { warnings.append(mqtt.insecurityWarning) }
    }

    /// - Throws: a `conflict` at the first of the keys that is given.
    private static func refuse(
        _ paths: [String], in layer: ConfigurationLayer, _ message: String, _ hint: String
    ) throws(ConfigurationError) {
        for path in paths {
            guard let value = layer.values[path] else { continue }
            throw ConfigurationError(code: .conflict, origin: value.origin, key: path, message: message, hint: hint)
        }
    }
}

extension Configuration.MQTT {
    fileprivate var insecurityWarning: String {
        caFile == nil
            ? "mqtt.insecure: the broker's certificate is not checked; anybody in between can read and send everything"
            : "mqtt.insecure: the host name in the broker's certificate is not checked"
    }
}
