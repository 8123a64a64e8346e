extension MQTTError {
    /// From CONNACK or DISCONNECT: 1 to 5 are those of 3.1.1 section 3.2.2.3, the others of MQTT 5 section 2.4.
    init(reason: UInt8) {
        self =
            switch reason {
            case 1, 0x84: .unsupportedProtocol
            case 2, 0x85: .clientIDRejected
            case 3, 0x88, 0x89, 0x8B: .brokerUnavailable
            case 4, 5, 0x86, 0x87, 0x8A: .notAuthorized
            case 0x8E: .sessionTakenOver
            case 0x95: .messageTooLarge
            default: .refused(reason)
            }
    }
}
