import FoundationEssentials
import JSON

/// Whether Google lets us in, and what is being done about it: events go in, actions come out.
///
/// required → (authorize) → pending → (consent) → authorized → (refused, deauthorize) → required; pending → (nobody came)
/// → expired. What is no verdict on the credentials, such as a network that is down, is `error`.
package struct AuthorizationState: Sendable {
    /// How things stand, as the topic `auth` says it.
    package enum Phase: String, Sendable {
        case required, pending, authorized, expired, error
    }

    /// What somebody wants, what became of it, and what others met in Drive.
    package enum Event: Sendable, Equatable {
        /// Somebody wants to connect to a Google account; anew, with force, although there is a connection.
        case authorize(CommandRequest, force: Bool)
        /// Somebody wants to let go of the account; with force although Google cannot be told.
        case deauthorize(CommandRequest, force: Bool)
        case prompted(SignInPrompt)
        case signedIn(account: String?)
        case signInFailed(JobFailure)
        /// Nil: the account is let go of.
        case signedOut(JobFailure?)
        /// Drive did what it was asked to.
        case worked(account: String?)
        /// Drive did not.
        case troubled(JobFailure)
        case stop
    }

    /// What is to be done, and told.
    package enum Action: Sendable, Equatable {
        case signIn(force: Bool)
        case cancelSignIn
        case signOut(force: Bool)
        /// Ask Drive again, after so many seconds.
        case check(after: Double)
        case reply(Reply)
        case announce(MaintenanceEvent)
        case publish
    }

    /// Nil: not looked at yet.
    package private(set) var phase: Phase?
    package private(set) var prompt: SignInPrompt?
    package private(set) var account: String?
    package private(set) var failure: JobFailure?
    private var isSigningIn = false
    /// The phase in which the code came.
    private var before: Phase?
    private var troubles = 0
    /// Who is to be told how the sign-in ends, and the sign-out.
    private var waiting: [CommandRequest] = []
    private var leaving: [(request: CommandRequest, force: Bool)] = []

    /// Requests that are told of the end; more than people send.
    private static let mostWaiting = 32

    package init() {}

    package mutating func handle(_ event: Event) -> [Action] {
        switch event {
        case .authorize(let request, let force): authorize(request, force)
        case .deauthorize(let request, let force): deauthorize(request, force)
        case .prompted(let prompt): wait(for: prompt)
        case .signedIn(let account): enter(account)
        case .signInFailed(let failure): fail(failure)
        case .signedOut(let failure): leave(failure)
        case .worked(let account): succeed(account)
        case .troubled(let failure): trouble(failure)
        case .stop: stop()
        }
    }

    /// Whether somebody has to sign in before a backup can be made; nil when that is not known.
    package var isSignedOut: Bool? {
        switch phase == .pending ? before : phase {
        case .required, .expired: true
        case .authorized: false
        case .error, .pending, nil: nil
        }
    }

    /// The topic `auth`, every key always there; nil as long as nothing is known.
    package var payload: JSON? {
        guard let phase else { return nil }
        let error: JSON = failure.map { ["code": .string($0.code), "message": .string($0.message)] } ?? nil
        let open: [String: JSON] = prompt?.payload ?? ["user_code": nil, "verification_url": nil, "expires_at": nil]
        return .object(
            open.merging(["v": 1, "state": .string(phase.rawValue), "account": JSON(account), "error": error]) { $1 })
    }
}

// Signing in.
extension AuthorizationState {
    private mutating func authorize(_ request: CommandRequest, _ force: Bool) -> [Action] {
        if phase == .authorized, !force, !isSigningIn {
            return [.reply(Reply(to: request, .done, .ok, "DrivePipe is connected already.", data: accountData))]
        }
        if !leaving.isEmpty {
            return [.reply(Reply(to: request, .rejected, .busy, "DrivePipe is just letting go of the account."))]
        }
        if waiting.count < Self.mostWaiting { waiting.append(request) }
        if let prompt { return [.reply(Self.accepted(request, prompt))] }
        guard !isSigningIn else { return [] }
        isSigningIn = true
        return [.signIn(force: force)]
    }

    private mutating func wait(for prompt: SignInPrompt) -> [Action] {
        guard isSigningIn, self.prompt == nil else { return [] }
        self.prompt = prompt
        before = phase
        phase = .pending
        failure = nil
        return waiting.map { .reply(Self.accepted($0, prompt)) } + [
            .publish, .announce(.authorization(.pending(prompt))),
        ]
    }

    private static func accepted(_ request: CommandRequest, _ prompt: SignInPrompt) -> Reply {
        Reply(to: request, .accepted, .ok, prompt.sentence, data: .object(prompt.payload))
    }

    private mutating func enter(_ account: String?) -> [Action] {
        guard isSigningIn else { return succeed(account) }
        let wasPending = phase == .pending
        self.account = account
        phase = .authorized
        failure = nil
        troubles = 0
        let sentence = AuthorizationEvent.completed(account: account).sentence
        let replies = endSignIn().map { Action.reply(Reply(to: $0, .done, .ok, sentence, data: accountData)) }
        let news: [Action] = wasPending ? [.announce(.authorization(.completed(account: account)))] : []
        return replies + [.publish] + news + departures()
    }

    /// What was good before still is.
    private mutating func fail(_ failure: JobFailure) -> [Action] {
        guard isSigningIn else { return [] }
        let wasPending = phase == .pending
        let replies = endSignIn().map { Action.reply(Reply(to: $0, failedWith: failure)) }
        if (wasPending ? before : phase) == .authorized {
            phase = .authorized
        } else {
            settle(after: failure)
        }
        let news: [Action] = failure.code == "cancelled" ? [] : [.announce(.authorization(.failed(failure)))]
        return replies + [.publish] + news + departures() + (phase == .authorized ? [] : [Self.look])
    }

    private mutating func settle(after failure: JobFailure) {
        self.failure = failure
        phase =
            switch failure.code {
            case "login_expired": .expired
            case "login_denied", "cancelled", "credentials_not_writable": .required
            default: failure.isAboutAuthorization ? .required : .error
            }
    }

    private mutating func endSignIn() -> [CommandRequest] {
        defer { waiting = [] }
        isSigningIn = false
        prompt = nil
        return waiting
    }

    private var accountData: JSON { ["account": JSON(account)] }
}

// Signing out.
extension AuthorizationState {
    private mutating func deauthorize(_ request: CommandRequest, _ force: Bool) -> [Action] {
        leaving.append((request, force))
        guard leaving.count == 1 else { return [] }
        // What is under way must not put a new token into the file afterwards.
        return isSigningIn ? [.cancelSignIn] : departures()
    }

    private func departures() -> [Action] {
        leaving.first.map { [.signOut(force: $0.force)] } ?? []
    }

    private mutating func leave(_ failure: JobFailure?) -> [Action] {
        guard !leaving.isEmpty, !isSigningIn else { return [] }
        let requests = leaving.map(\.request)
        leaving = []
        if let failure { return requests.map { .reply(Reply(to: $0, failedWith: failure)) } }
        phase = .required
        account = nil
        self.failure = nil
        return requests.map { .reply(Reply(to: $0, .done, .ok, "DrivePipe is not connected to Google any more.")) }
            + [.publish, Self.look]
    }

    /// Nobody is left to wait for the user: the code that is shown is worthless.
    private mutating func stop() -> [Action] {
        let departing = leaving.map { Action.reply(Reply(to: $0.request, failedWith: .agentEnded)) }
        leaving = []
        guard isSigningIn else { return departing }
        let isGood = before == .authorized
        let replies = departing + endSignIn().map { Action.reply(Reply(to: $0, failedWith: .agentEnded)) }
        if phase == .pending { phase = isGood ? .authorized : .required }
        return [.cancelSignIn] + replies + [.publish]
    }
}

// What Drive says by the way.
extension AuthorizationState {
    /// Somebody may sign in on the command line. With the same credentials this asks Google nothing.
    private static let look = Action.check(after: 60)

    private mutating func succeed(_ account: String?) -> [Action] {
        guard !isSigningIn else { return [] }
        let isNews = phase != .authorized || account != nil && account != self.account
        phase = .authorized
        self.account = account ?? self.account
        failure = nil
        troubles = 0
        return isNews ? [.publish] : []
    }

    private mutating func trouble(_ failure: JobFailure) -> [Action] {
        guard !isSigningIn else { return [] }
        if failure.isAboutAuthorization {
            let isNews = phase != .required || self.failure != failure
            let isChange = phase != .required
            phase = .required
            self.failure = failure
            return (isNews ? [.publish] : []) + (isChange ? [.announce(.authorization(.required(failure)))] : [])
                + [Self.look]
        }
        // What a job stumbles over may be its own affair; to somebody who only knocks it never is.
        let isCheck = phase == nil || phase == .error
        guard isCheck || failure.isAboutReachability && phase == .authorized else { return [] }
        phase = .error
        self.failure = failure
        troubles += 1
        return [.publish, .check(after: min(60 * Double(1 << min(troubles - 1, 4)), 900))]
    }
}

extension JobFailure {
    /// What nobody can wait for any more.
    static let agentEnded = JobFailure.cancelled("The agent has ended.")

    /// Whether only somebody's signing in, or a change of the credentials, helps.
    package var isAboutAuthorization: Bool { ["not_authorized", "client_missing"].contains(code) }

    /// Whether Google was not there, which says nothing about the credentials.
    var isAboutReachability: Bool { ["network", "drive_unavailable", "rate_limited"].contains(code) }
}

extension Reply {
    init(to request: CommandRequest, failedWith failure: JobFailure) {
        self.init(to: request, .failed, .ok, failure.message)
        code = failure.code
        data = .object(failure.facts)
    }
}
