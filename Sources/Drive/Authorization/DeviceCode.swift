import FoundationEssentials

/// What Google answers to a device that wants to sign in (RFC 8628, section 3.2). The code for the device itself is a
/// secret: it shows itself nowhere, not even in a dump.
package struct DeviceCode: Sendable, Equatable {
    let deviceCode: String
    /// What the user types in, as it is.
    package let userCode: String
    /// Where the user types it in.
    package let verificationURL: String
    /// Seconds until both codes are worthless.
    package let lifetime: Double
    /// Seconds between two questions, at least.
    let interval: Double
}

extension DeviceCode: Decodable {
    private enum CodingKeys: String, CodingKey {
        case deviceCode = "device_code"
        case userCode = "user_code"
        case verificationURL = "verification_url"
        /// The name in the RFC.
        case verificationURI = "verification_uri"
        case lifetime = "expires_in"
        case interval
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        deviceCode = try values.decode(String.self, forKey: .deviceCode)
        userCode = String(try values.decode(String.self, forKey: .userCode).prefix(60))
        let url =
            try values.decodeIfPresent(String.self, forKey: .verificationURL)
            ?? values.decode(String.self, forKey: .verificationURI)
        verificationURL = String(url.prefix(200))
        lifetime = min(max(try values.decodeIfPresent(Double.self, forKey: .lifetime) ?? 1800, 1), 86_400)
        interval = min(max(try values.decodeIfPresent(Double.self, forKey: .interval) ?? 5, 1), 300)
    }
}

extension DeviceCode: CustomStringConvertible, CustomReflectable {
    package var description: String { "DeviceCode" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
