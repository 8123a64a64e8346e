import Drive
import FoundationEssentials
import JSON

/// What somebody has to do to connect DrivePipe to a Google account.
package struct SignInPrompt: Sendable, Equatable {
    /// To be typed in.
    package let userCode: String
    /// Where.
    package let verificationURL: String
    /// Until when.
    package let expiresAt: Date

    package init(userCode: String, verificationURL: String, expiresAt: Date) {
        self.userCode = userCode
        self.verificationURL = verificationURL
        self.expiresAt = expiresAt
    }

    package init(_ code: DeviceCode, at now: Date) {
        self.init(
            userCode: code.userCode, verificationURL: code.verificationURL,
            expiresAt: now.addingTimeInterval(code.lifetime))
    }

    /// For people.
    package var sentence: String { "Open \(verificationURL) and enter the code \(userCode)." }

    package var payload: [String: JSON] {
        [
            "user_code": .string(userCode), "verification_url": .string(verificationURL),
            "expires_at": .string(expiresAt.payloadText),
        ]
    }
}
