import Agent
import FoundationEssentials
import JSON
import TestSupport
import Testing

@Suite struct AuthorizationStateTests {
    private let prompt = SignInPrompt(
        userCode: "ABCD-EFGH", verificationURL: "https://www.google.com/device",
        expiresAt: Date(timeIntervalSince1970: 1_767_225_600))
    private let revoked = JobFailure(code: "not_authorized", message: "Revoked.", isRetryable: false)
    private let offline = JobFailure(code: "network", message: "Away.", isRetryable: true)

    private func authorize(_ id: String = "a", force: Bool = false) -> AuthorizationState.Event {
        .authorize(
            CommandRequest(verb: "authorize", command: .authorize(force: force), id: id), force: force)
    }

    private func deauthorize(force: Bool = false) -> AuthorizationState.Event {
        .deauthorize(
            CommandRequest(verb: "deauthorize", command: .deauthorize(force: force), id: "d"), force: force)
    }

    private func state(after events: AuthorizationState.Event...) -> AuthorizationState {
        var state = AuthorizationState()
        for event in events { _ = state.handle(event) }
        return state
    }

    @Test func `nothing is said before anything is known`() {
        #expect(AuthorizationState().payload == nil)
    }

    @Test func `whether somebody has to sign in is known from what was before a code came`() {
        #expect(AuthorizationState().isSignedOut == nil)
        #expect(state(after: .troubled(offline)).isSignedOut == nil)
        #expect(state(after: .troubled(revoked)).isSignedOut == true)
        #expect(state(after: .troubled(revoked), authorize(), .prompted(prompt)).isSignedOut == true)
        #expect(state(after: .worked(account: nil), authorize(force: true), .prompted(prompt)).isSignedOut == false)
    }

    @Test func `at the end a sign-out that is under way is answered`() {
        var state = state(after: .worked(account: nil), deauthorize())
        #expect(state.handle(.stop).replies.map(\.code) == ["cancelled"])
    }

    @Test func `no credentials are a thing to be done, not an error, and told once`() {
        var state = AuthorizationState()
        #expect(
            state.handle(.troubled(revoked)) == [
                .publish, .announce(.authorization(.required(revoked))), .check(after: 60),
            ])
        #expect(state.handle(.troubled(revoked)) == [.check(after: 60)])
        #expect(
            state.payload == [
                "v": 1, "state": "required", "user_code": nil, "verification_url": nil, "expires_at": nil,
                "account": nil, "error": ["code": "not_authorized", "message": "Revoked."],
            ])
    }

    @Test func `a button's press leads over the code to the account`() {
        var state = state(after: .troubled(revoked))
        #expect(state.handle(authorize()) == [.signIn(force: false)])
        let pending = state.handle(.prompted(prompt))
        #expect(pending.replies.map(\.status) == [.accepted])
        #expect(pending.replies.first?.data == .object(prompt.payload))
        #expect(pending.contains(.announce(.authorization(.pending(prompt)))))
        #expect(state.payload?["state"] == "pending" && state.payload?["user_code"] == "ABCD-EFGH")
        #expect(state.payload?["expires_at"] == "2026-01-01T00:00:00Z")
        let done = state.handle(.signedIn(account: "me@example.com"))
        #expect(done.replies.map(\.status) == [.done])
        #expect(done.contains(.announce(.authorization(.completed(account: "me@example.com")))))
        #expect(
            state.payload == [
                "v": 1, "state": "authorized", "user_code": nil, "verification_url": nil, "expires_at": nil,
                "account": "me@example.com", "error": nil,
            ])
    }

    @Test func `a second press is shown the same code, and both are answered at the end`() {
        var state = state(after: authorize("a"))
        #expect(state.handle(authorize("early")) == [])
        #expect(state.handle(.prompted(prompt)).replies.map(\.id) == ["a", "early"])
        let second = state.handle(authorize("late", force: true))
        #expect(second.replies.map(\.data) == [.object(prompt.payload)] && second.count == 1)
        let done = state.handle(.signedIn(account: nil))
        #expect(done.replies.map(\.id) == ["a", "early", "late"])
        #expect(done.replies.allSatisfy { $0.status == .done })
    }

    @Test func `who is connected is told so, unless it is forced`() {
        var state = state(after: .worked(account: "me@example.com"))
        let reply = state.handle(authorize()).replies.first
        #expect(reply?.status == .done && reply?.data == ["account": "me@example.com"])
        #expect(state.handle(authorize(force: true)) == [.signIn(force: true)])
    }

    @Test(arguments: [
        ("login_expired", "expired"), ("login_denied", "required"), ("client_missing", "required"),
        ("drive_permissions", "error"), ("network", "error"),
    ])
    func `each failure has its state`(code: String, word: String) {
        var state = state(after: authorize(), .prompted(prompt))
        let failure = JobFailure(code: code, message: "No.", isRetryable: false)
        let actions = state.handle(.signInFailed(failure))
        #expect(actions.replies.map(\.code) == [code] && actions.replies.map(\.status) == [.failed])
        #expect(actions.contains(.announce(.authorization(.failed(failure)))))
        #expect(state.payload?["state"]?.string == word && state.payload?["user_code"] == .null)
        #expect(state.handle(authorize()) == [.signIn(force: false)])
    }

    @Test func `a connection that was to be replaced stays when that fails`() {
        let expired = JobFailure(code: "login_expired", message: "Late.", isRetryable: false)
        for events in [[AuthorizationState.Event.prompted(prompt)], []] {
            var state = state(after: .worked(account: "me@example.com"), authorize(force: true))
            for event in events { _ = state.handle(event) }
            _ = state.handle(.signInFailed(expired))
            #expect(state.phase == .authorized && state.account == "me@example.com")
        }
    }

    @Test func `a job that is refused asks for a sign-in, an offline one for patience`() {
        var state = state(after: .worked(account: nil))
        #expect(state.handle(.troubled(offline)) == [.publish, .check(after: 60)])
        #expect(state.phase == .error)
        #expect(state.handle(.troubled(offline)).contains(.check(after: 120)))
        for _ in 0..<100 { _ = state.handle(.troubled(offline)) }
        #expect(state.handle(.troubled(offline)).contains(.check(after: 900)))
        #expect(state.handle(.worked(account: nil)) == [.publish])
        #expect(state.handle(.worked(account: nil)) == [])
        _ = state.handle(.troubled(revoked))
        #expect(state.phase == .required)
        // That the network is away as well changes nothing about that.
        #expect(state.handle(.troubled(offline)) == [])
    }

    @Test func `what is wrong with a job says nothing about the account, what meets a first look does`() {
        let missing = JobFailure(code: "source_missing", message: "None.", isRetryable: false)
        var state = state(after: .worked(account: nil))
        #expect(state.handle(.troubled(missing)) == [])
        let disabled = JobFailure(code: "drive_permissions", message: "Enable it.", isRetryable: false)
        var first = AuthorizationState()
        #expect(first.handle(.troubled(disabled)).first == .publish)
        #expect(first.phase == .error)
    }

    @Test func `jobs do not disturb a sign-in`() {
        var state = state(after: authorize(), .prompted(prompt))
        #expect(state.handle(.troubled(revoked)) == [] && state.handle(.worked(account: nil)) == [])
        #expect(state.phase == .pending)
    }

    @Test func `letting go ends in required, failing to leaves all as it is`() {
        var state = state(after: .worked(account: "me@example.com"))
        #expect(state.handle(deauthorize()) == [.signOut(force: false)])
        let failed = state.handle(.signedOut(offline))
        #expect(failed.replies.map(\.code) == ["network"] && state.phase == .authorized)
        #expect(state.handle(deauthorize(force: true)) == [.signOut(force: true)])
        #expect(state.handle(deauthorize()) == [])
        let done = state.handle(.signedOut(nil))
        #expect(done.replies.map(\.status) == [.done, .done] && done.contains(.publish))
        #expect(state.phase == .required && state.account == nil)
    }

    @Test func `who wants in while somebody lets go is told to wait`() {
        var state = state(after: .worked(account: nil), deauthorize())
        #expect(state.handle(authorize(force: true)).replies.map(\.code) == ["busy"])
        _ = state.handle(.signedOut(nil))
        #expect(state.handle(authorize()) == [.signIn(force: false)])
    }

    @Test func `letting go while a code is open ends the sign-in first`() {
        var state = state(after: authorize(), .prompted(prompt))
        #expect(state.handle(deauthorize()) == [.cancelSignIn])
        let cancelled = JobFailure(code: "cancelled", message: "Cancelled.", isRetryable: false)
        let actions = state.handle(.signInFailed(cancelled))
        #expect(actions.contains(.signOut(force: false)) && actions.replies.map(\.code) == ["cancelled"])
    }

    @Test func `at the end no dead code stays on show`() {
        var state = state(after: authorize(), .prompted(prompt))
        let actions = state.handle(.stop)
        #expect(actions.first == .cancelSignIn && actions.last == .publish)
        #expect(actions.replies.map(\.status) == [.failed])
        #expect(state.payload?["user_code"] == .null && state.phase == .required)
        var calm = AuthorizationState()
        #expect(calm.handle(.stop) == [])
    }

    @Test func `whatever happens in whatever order, a code is shown while one is open, and nobody is answered twice`() {
        var random = SeededRandom(seed: 7)
        for _ in 0..<500 {
            var state = AuthorizationState()
            var ended: Set<String> = []
            for number in 0..<40 {
                for reply in state.handle(event(number, &random)).replies where reply.isFinal {
                    #expect(ended.insert(reply.id ?? "").inserted)
                }
                #expect((state.phase == .pending) == (state.prompt != nil))
                #expect((state.payload?["user_code"]?.string != nil) == (state.phase == .pending))
                if state.phase == .authorized { #expect(state.payload?["error"] == .null) }
            }
        }
    }

    private func event(_ number: Int, _ random: inout SeededRandom) -> AuthorizationState.Event {
        let failures = ["not_authorized", "network", "login_expired", "cancelled", "source_missing"]
        let failure = JobFailure(
            code: failures.randomElement(using: &random) ?? "", message: "No.", isRetryable: .random(using: &random))
        return switch Int.random(in: 0..<10, using: &random) {
        case 0, 1: authorize("\(number)", force: .random(using: &random))
        case 2:
            .deauthorize(
                CommandRequest(verb: "deauthorize", command: .deauthorize(force: false), id: "\(number)"), force: false)
        case 3, 4: .prompted(prompt)
        case 5: .signedIn(account: nil)
        case 6: .signInFailed(failure)
        case 7: .signedOut(.random(using: &random) ? failure : nil)
        case 8: .random(using: &random) ? .worked(account: "me") : .troubled(failure)
        default: .random(using: &random) ? .stop : .troubled(failure)
        }
    }

    @Test func `a flood of requests is not all remembered`() {
        var state = state(after: authorize())
        for number in 0..<10_000 { _ = state.handle(authorize("\(number)")) }
        #expect(state.handle(.prompted(prompt)).replies.count == 32)
    }
}

extension [AuthorizationState.Action] {
    fileprivate var replies: [Reply] {
        compactMap { if case .reply(let reply) = $0 { reply } else { nil } }
    }
}
