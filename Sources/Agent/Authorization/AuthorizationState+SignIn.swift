import JSON

// Signing in.
extension AuthorizationState {
    mutating func authorize(_ request: CommandRequest, _ force: Bool) -> [Action] {
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

    mutating func wait(for prompt: SignInPrompt) -> [Action] {
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

    mutating func enter(_ account: String?) -> [Action] {
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
    mutating func fail(_ failure: JobFailure) -> [Action] {
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

    mutating func endSignIn() -> [CommandRequest] {
        defer { waiting = [] }
        isSigningIn = false
        prompt = nil
        return waiting
    }

    private var accountData: JSON { ["account": JSON(account)] }
}
