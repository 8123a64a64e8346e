import HTTP

/// When a device that waits for its user asks Google again, and when it gives up (RFC 8628, section 3.5). Pure: the caller
/// does the asking and the waiting.
///
/// waiting → (pending, slow down, trouble) → waiting; waiting → (granted) → done; waiting → (denied, expired) → failed.
package struct DeviceLogin: Sendable {
    /// What an answer of the token endpoint means to somebody who waits.
    package enum Answer: Sendable, Equatable {
        case granted
        case pending
        case slowDown
        /// No answer, or one of a server in trouble.
        case trouble(retryAfter: Double?)
        case refused(DriveError)
    }

    /// What is to be done next.
    package enum Action: Sendable, Equatable {
        /// Ask again after so many seconds.
        case wait(seconds: Double)
        case finish
        case fail(DriveError)
    }

    private var interval: Double
    private var troubles = 0
    private let deadline: Double

    /// - Parameters:
    ///   - interval: seconds between two questions, as Google wants it.
    ///   - lifetime: seconds until the code is worthless.
    ///   - now: seconds on any clock that only goes forward.
    package init(interval: Double, lifetime: Double, now: Double) {
        self.interval = interval
        deadline = now + lifetime
    }

    /// What comes before the first question.
    package var first: Action { .wait(seconds: interval) }

    package mutating func answered(_ answer: Answer, at now: Double) -> Action {
        switch answer {
        case .granted: return .finish
        case .refused(let error): return .fail(error)
        case .pending:
            troubles = 0
            return wait(interval, at: now)
        case .slowDown:
            troubles = 0
            interval += 5
            return wait(interval, at: now)
        case .trouble(let retryAfter):
            troubles += 1
            let doubled = min(interval * Double(1 << min(troubles, 6)), max(60, interval))
            return wait(max(doubled, retryAfter ?? 0), at: now)
        }
    }

    private func wait(_ seconds: Double, at now: Double) -> Action {
        let left = deadline - now
        guard left > 0 else { return .fail(.signInExpired) }
        // The last question comes just before the end rather than never.
        return .wait(seconds: min(seconds, left))
    }
}

extension DeviceLogin.Answer {
    /// - Parameter secrets: texts that are never repeated.
    init(_ response: HTTPResponse, hiding secrets: [String]) {
        if response.isSuccess {
            self = .granted
            return
        }
        switch GoogleError(response).reason {
        case "authorization_pending": self = .pending
        case "slow_down": self = .slowDown
        case "access_denied": self = .refused(.signInDenied)
        // Google says of a code that is used up or too old what it says of a token that is.
        case "invalid_grant", "expired_token": self = .refused(.signInExpired)
        default: self.init(OAuthServer.refusal(response, hiding: secrets))
        }
    }

    /// - Parameter error: why there was no answer, or none that helps.
    init(_ error: DriveError) {
        self = error.isTransient ? .trouble(retryAfter: error.retryAfter) : .refused(error)
    }
}
