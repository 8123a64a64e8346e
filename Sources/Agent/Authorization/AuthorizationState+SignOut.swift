import JSON

// Signing out.
extension AuthorizationState {
    mutating func deauthorize(_ request: CommandRequest, _ force: Bool) -> [Action] {
        leaving.append((request, force))
        guard leaving.count == 1 else { return [] }
        // What is under way must not put a new token into the file afterwards.
        return isSigningIn ? [.cancelSignIn] : departures()
    }

    func departures() -> [Action] {
        leaving.first.map { [.signOut(force: $0.force)] } ?? []
    }

    mutating func leave(_ failure: JobFailure?) -> [Action] {
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
    mutating func stop() -> [Action] {
        let departing = leaving.map { Action.reply(Reply(to: $0.request, failedWith: .agentEnded)) }
        leaving = []
        guard isSigningIn else { return departing }
        let isGood = before == .authorized
        let replies = departing + endSignIn().map { Action.reply(Reply(to: $0, failedWith: .agentEnded)) }
        if phase == .pending { phase = isGood ? .authorized : .required }
        return [.cancelSignIn] + replies + [.publish]
    }
}
