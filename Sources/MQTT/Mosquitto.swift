import CMosquitto
@preconcurrency import Glibc
import Synchronization

/// One connection by libmosquitto 2.0: from the attempt to the end. The only place that touches the library.
///
/// A handle is not used again for the next connection: the library would send its unacknowledged messages once more,
/// after and over newer ones that the agent publishes itself, and "clean start" could not change with the version.
///
/// `publish`, `subscribe` and `disconnect` may be called on any thread; `connect` and `turn` belong to one thread, on
/// which `report` is called.
final class Mosquitto: Sendable {
    /// Clues to why the connection ended, better than the library's result.
    private struct Clues {
        var reason: UInt8?
        var logged: String?
    }

    let version: MQTTVersion
    private let options: MQTTOptions
    private let report: @Sendable (Report) -> Void
    private let clues = Mutex(Clues())
    /// The library locks inside once `mosquitto_threaded_set` was called; it is freed with the last reference.
    nonisolated(unsafe) private let handle: OpaquePointer

    private static let library: Int32 = mosquitto_lib_init()

    init(
        _ options: MQTTOptions, version: MQTTVersion, report: @escaping @Sendable (Report) -> Void
    ) throws(MQTTError) {
        // A 3.1.1 broker would queue for a persistent session without limit.
        guard Self.library == 0, let handle = mosquitto_new(options.clientID, version == .v311, nil) else {
            throw .invalidOptions("client id")
        }
        self.version = version
        self.options = options
        self.report = report
        self.handle = handle
        mosquitto_user_data_set(handle, Unmanaged.passUnretained(self).toOpaque())
        mosquitto_threaded_set(handle, true)
        mosquitto_int_option(handle, MOSQ_OPT_PROTOCOL_VERSION, Int32(version.rawValue))
        mosquitto_int_option(handle, MOSQ_OPT_TCP_NODELAY, 1)
        try check(mosquitto_username_pw_set(handle, options.username, options.password), "user name or password")
        try setWill()
        try setTLS()
        setCallbacks()
    }

    deinit {
        mosquitto_destroy(handle)
    }

    /// Resolves, connects and sends CONNECT; blocks as long as the system tries.
    func connect() throws(MQTTError) {
        var properties = Properties()
        if version == .v5 {
            properties.add(MQTT_PROP_SESSION_EXPIRY_INTERVAL, options.sessionExpiry)
            properties.add(MQTT_PROP_MAXIMUM_PACKET_SIZE, options.maximumPacket)
        }
        let result = mosquitto_connect_bind_v5(
            handle, options.host, Int32(options.port), Int32(max(options.keepAlive, 5)), nil, properties.list)
        if result != MOSQ_ERR_SUCCESS.rawValue { throw failure(result, errno) }
    }

    /// Waits for packets and handles what there is.
    /// - Throws: why the connection ended.
    func turn() throws(MQTTError) {
        // Woken by packets in either direction; a quarter of the interval is often enough for the keep-alive.
        let result = mosquitto_loop(handle, Int32(max(options.keepAlive, 5)) * 250, 1)
        if result != MOSQ_ERR_SUCCESS.rawValue { throw failure(result, errno) }
        acknowledgeAtOnce()
    }

    /// A broker that does not switch Nagle's algorithm off (mosquitto's default) holds the next command back until the
    /// system has acknowledged the last packet, and that it does 40 ms late unless told otherwise, each time anew.
    private func acknowledgeAtOnce() {
        var yes: Int32 = 1
        setsockopt(
            mosquitto_socket(handle), Int32(IPPROTO_TCP), TCP_QUICKACK, &yes, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Says goodbye, after what is queued; `turn` throws once it is sent. Without a connection nothing happens.
    func disconnect() {
        mosquitto_disconnect(handle)
    }

    /// - Returns: the packet identifier.
    func publish(_ message: MQTTMessage) throws(MQTTError) -> Int32 {
        guard let count = Int32(exactly: message.payload.count) else { throw .messageTooLarge }
        var packet: Int32 = 0
        let properties = properties(of: message)
        let result = mosquitto_publish_v5(
            handle, &packet, message.topic, count, message.payload, Int32(message.qos.rawValue), message.retained,
            properties.list)
        if result != MOSQ_ERR_SUCCESS.rawValue { throw failure(result, errno) }
        return packet
    }

    /// - Returns: the packet identifier.
    func subscribe(_ subscription: Subscription) throws(MQTTError) -> Int32 {
        var packet: Int32 = 0
        var flags = MQTT_SUB_OPT_NO_LOCAL.rawValue | MQTT_SUB_OPT_RETAIN_AS_PUBLISHED.rawValue
        if !subscription.wantsRetained { flags |= MQTT_SUB_OPT_SEND_RETAIN_NEVER.rawValue }
        let result = mosquitto_subscribe_v5(
            handle, &packet, subscription.filter, Int32(subscription.qos.rawValue),
            version == .v5 ? Int32(flags) : 0, nil)
        if result != MOSQ_ERR_SUCCESS.rawValue { throw failure(result, errno) }
        return packet
    }
}

// MARK: Setting up

extension Mosquitto {
    private func check(_ result: Int32, _ what: String) throws(MQTTError) {
        if result != MOSQ_ERR_SUCCESS.rawValue { throw .invalidOptions(what) }
    }

    private func setWill() throws(MQTTError) {
        guard let will = options.will else { return }
        var properties = properties(of: will)
        if version == .v5 { properties.add(MQTT_PROP_WILL_DELAY_INTERVAL, options.willDelay) }
        guard let count = Int32(exactly: will.payload.count) else { throw .invalidOptions("will") }
        let result = mosquitto_will_set_v5(
            handle, will.topic, count, will.payload, Int32(will.qos.rawValue), will.retained, properties.list)
        try check(result, "will")
        properties.release()
    }

    private func setTLS() throws(MQTTError) {
        guard let tls = options.tls else { return }
        try tls.checkFiles()
        let result = mosquitto_tls_set(
            handle, tls.authorityFile ?? MQTTOptions.TLS.systemAuthorities, nil, tls.certificateFile, tls.keyFile,
            // OpenSSL would ask for a key's password on the terminal, and wait.
            { _, _, _, _ in 0 })
        try check(result, "certificate files")
        try check(mosquitto_tls_insecure_set(handle, tls.acceptsAnyHost), "host name check")
        // 0: SSL_VERIFY_NONE, 1: SSL_VERIFY_PEER
        try check(mosquitto_tls_opts_set(handle, tls.acceptsAnyAuthority ? 0 : 1, nil, nil), "certificate check")
    }

    private func properties(of message: MQTTMessage) -> Properties {
        var properties = Properties()
        guard version == .v5 else { return properties }
        if let topic = message.responseTopic { properties.add(MQTT_PROP_RESPONSE_TOPIC, topic) }
        if let data = message.correlationData { properties.add(MQTT_PROP_CORRELATION_DATA, data) }
        if let type = message.contentType { properties.add(MQTT_PROP_CONTENT_TYPE, type) }
        if let expiry = message.expiry { properties.add(MQTT_PROP_MESSAGE_EXPIRY_INTERVAL, expiry) }
        return properties
    }

    private func setCallbacks() {
        mosquitto_connect_v5_callback_set(handle) { _, client, reason, flags, _ in
            Mosquitto.from(client)?.accepted(reason, flags)
        }
        mosquitto_disconnect_v5_callback_set(handle) { _, client, reason, _ in
            Mosquitto.from(client)?.note(reason)
        }
        mosquitto_message_v5_callback_set(handle) { _, client, message, properties in
            if let message { Mosquitto.from(client)?.received(message.pointee, properties) }
        }
        mosquitto_publish_v5_callback_set(handle) { _, client, packet, reason, _ in
            let isRefused = reason >= 0x80
            Mosquitto.from(client)?.report(
                isRefused
                    ? .refused(packet: packet, reason: UInt8(clamping: reason)) : .acknowledged(packet: packet))
        }
        mosquitto_subscribe_v5_callback_set(handle) { _, client, packet, count, granted, _ in
            let refused = count < 1 || (granted?.pointee ?? 0x80) >= 0x80
            Mosquitto.from(client)?.report(.subscribed(packet: packet, granted: !refused))
        }
        mosquitto_log_callback_set(handle) { _, client, level, text in
            guard level == MOSQ_LOG_ERR, let text else { return }
            Mosquitto.from(client)?.clues.withLock { $0.logged = String(cString: text) }
        }
    }
}

// MARK: Callbacks

extension Mosquitto {
    private static func from(_ client: UnsafeMutableRawPointer?) -> Mosquitto? {
        client.map { Unmanaged<Mosquitto>.fromOpaque($0).takeUnretainedValue() }
    }

    private func accepted(_ reason: Int32, _ flags: Int32) {
        if reason == 0 {
            report(.connected(sessionPresent: flags & 1 != 0))
        } else {
            clues.withLock { $0.reason = UInt8(clamping: reason) }
        }
    }

    /// Reason codes of the broker's DISCONNECT are above the library's own results.
    private func note(_ reason: Int32) {
        guard reason >= 0x80 else { return }
        clues.withLock { $0.reason = UInt8(clamping: reason) }
    }

    private func received(_ message: mosquitto_message, _ properties: OpaquePointer?) {
        let topic = message.topic.map { String(cString: $0) } ?? ""
        let bytes = UnsafeRawBufferPointer(start: message.payload, count: max(0, Int(message.payloadlen)))
        guard bytes.count <= options.maximumPayload else {
            return report(.oversized(topic: topic, bytes: bytes.count))
        }
        report(
            .message(
                MQTTMessage(
                    topic: topic, payload: bytes.baseAddress == nil ? [] : Array(bytes),
                    qos: QoS(rawValue: UInt8(clamping: message.qos)) ?? .atMostOnce, retained: message.retain,
                    responseTopic: Properties.string(MQTT_PROP_RESPONSE_TOPIC, in: properties),
                    correlationData: Properties.binary(MQTT_PROP_CORRELATION_DATA, in: properties),
                    contentType: Properties.string(MQTT_PROP_CONTENT_TYPE, in: properties),
                    expiry: Properties.number(MQTT_PROP_MESSAGE_EXPIRY_INTERVAL, in: properties))))
    }

    /// Turns the library's result into the domain's words; `system` is errno right after the call.
    private func failure(_ result: Int32, _ system: Int32) -> MQTTError {
        let clues = clues.withLock { $0 }
        if let reason = clues.reason { return MQTTError(reason: reason) }
        return switch mosq_err_t(rawValue: result) {
        case MOSQ_ERR_NO_CONN, MOSQ_ERR_CONN_LOST, MOSQ_ERR_KEEPALIVE: .connectionLost
        case MOSQ_ERR_ERRNO where system == ECONNRESET || system == EPIPE: .connectionLost
        case MOSQ_ERR_ERRNO: .unreachable(String(cString: strerror(system)))
        case MOSQ_ERR_EAI, MOSQ_ERR_LOOKUP: .unreachable("unknown host name")
        case MOSQ_ERR_TLS, MOSQ_ERR_TLS_HANDSHAKE: .tls(clues.logged ?? "no common ground")
        case MOSQ_ERR_INVAL, MOSQ_ERR_MALFORMED_UTF8: .invalidTopic
        case MOSQ_ERR_PAYLOAD_SIZE, MOSQ_ERR_OVERSIZE_PACKET: .messageTooLarge
        default: .library(String(cString: mosquitto_strerror(result)))
        }
    }
}

/// A list of MQTT 5 properties, freed unless the library took it over.
private struct Properties: ~Copyable {
    private(set) var list: OpaquePointer?

    deinit {
        var list = list
        mosquitto_property_free_all(&list)
    }

    mutating func add(_ name: mqtt5_property, _ number: UInt32) {
        mosquitto_property_add_int32(&list, Int32(name.rawValue), number)
    }

    mutating func add(_ name: mqtt5_property, _ text: String) {
        mosquitto_property_add_string(&list, Int32(name.rawValue), text)
    }

    mutating func add(_ name: mqtt5_property, _ bytes: [UInt8]) {
        mosquitto_property_add_binary(&list, Int32(name.rawValue), bytes, UInt16(clamping: bytes.count))
    }

    /// To be called when the library has taken the list over.
    consuming func release() {
        discard self
    }

    static func string(_ name: mqtt5_property, in list: OpaquePointer?) -> String? {
        var value: UnsafeMutablePointer<CChar>?
        guard mosquitto_property_read_string(list, Int32(name.rawValue), &value, false) != nil else { return nil }
        defer { free(value) }
        return value.map { String(cString: $0) }
    }

    static func binary(_ name: mqtt5_property, in list: OpaquePointer?) -> [UInt8]? {
        var value: UnsafeMutableRawPointer?
        var count: UInt16 = 0
        guard mosquitto_property_read_binary(list, Int32(name.rawValue), &value, &count, false) != nil else {
            return nil
        }
        defer { free(value) }
        return Array(UnsafeRawBufferPointer(start: value, count: value == nil ? 0 : Int(count)))
    }

    static func number(_ name: mqtt5_property, in list: OpaquePointer?) -> UInt32? {
        var value: UInt32 = 0
        return mosquitto_property_read_int32(list, Int32(name.rawValue), &value, false) == nil ? nil : value
    }
}
