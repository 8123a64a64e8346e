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
        /// Backups are kept elsewhere.
        case notNeeded = "not_needed"
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
    package internal(set) var phase: Phase?
    package internal(set) var prompt: SignInPrompt?
    package internal(set) var account: String?
    package internal(set) var failure: JobFailure?
    var isSigningIn = false
    /// The phase in which the code came.
    var before: Phase?
    var troubles = 0
    /// Who is to be told how the sign-in ends, and the sign-out.
    var waiting: [CommandRequest] = []
    var leaving: [(request: CommandRequest, force: Bool)] = []

    /// Requests that are told of the end; more than people send.
    static let mostWaiting = 32

    /// - Parameter isNeeded: false where no backup goes to Google.
    package init(isNeeded: Bool = true) {
        if !isNeeded { phase = .notNeeded }
    }

    package mutating func handle(_ event: Event) -> [Action] {
        if phase == .notNeeded { return Self.decline(event) }
        return switch event {
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
        case .authorized, .notNeeded: false
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
