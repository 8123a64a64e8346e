import Drive
import FoundationEssentials
import JSON
import Logging
import MQTT
import Pipe

// Connecting to a Google account, and letting go of it.
extension Agent {
    /// What a job's end, or an errand's, says about the connection.
    func authorization(after outcome: JobOutcome) {
        switch outcome {
        case .completed, .verified, .pruned, .fetched, .skipped: authorization(.worked(account: nil))
        case .failed(let failure): authorization(.troubled(failure))
        case .cancelled: break
        }
    }

    func authorization(_ event: AuthorizationState.Event) {
        let (before, problems) = (authorizationState.phase, stateReport.problems)
        defer {
            if stateReport.problems != problems { publishState() }
            // Whatever is shown of Drive may be old. A network that comes and goes is no reason for one run of retention
            // after the other: each may delete as many as are allowed in one.
            if authorizationState.phase == .authorized, before != .authorized {
                refreshCatalog(thenPrune: before != .error || catalog == nil)
                measure()
            }
        }
        for action in authorizationState.handle(event) {
            switch action {
            case .signIn(let force): signIn(force: force)
            case .cancelSignIn: signingIn?.request()
            case .signOut(let force): signOut(force: force)
            case .check(let seconds): checkAuthorization(after: seconds)
            case .reply(let reply):
                machine.remember(reply, now: clock.now())
                publish(reply)
            case .announce(let event): announce(event)
            case .publish: publishAuthorization()
            }
        }
    }

    private func announce(_ event: MaintenanceEvent) {
        let level: Logger.Level =
            switch event {
            case .authorization(.required), .authorization(.failed): .warning
            default: .info
            }
        log.log(level: level, "\(event.logLine)")
        publish(event)
    }

    /// Asks Drive with one request whether it lets us in.
    func checkAuthorization(after seconds: Double = 0) {
        let enter = enter
        timers.authorization = Task { [account] in
            if seconds > 0, (try? await Task.sleep(for: .seconds(seconds))) == nil { return }
            do {
                let name = try await Thread.run { try account.check(Cancellation()) }
                enter.yield(.authorization(.worked(account: name)))
            } catch {
                enter.yield(.authorization(.troubled(JobFailure(error))))
            }
        }
    }

    private func signIn(force: Bool) {
        let cancellation = Cancellation()
        let enter = enter
        signingIn = cancellation
        Task { [account] in
            do {
                let name = try await Thread.run {
                    try account.connect(force: force, cancellation) {
                        enter.yield(.authorization(.prompted($0)))
                    }
                }
                enter.yield(.authorization(.signedIn(account: name)))
            } catch {
                enter.yield(.authorization(.signInFailed(JobFailure(error))))
            }
        }
    }

    private func signOut(force: Bool) {
        let enter = enter
        Task { [account] in
            do {
                try await Thread.run { try account.signOut(force: force, Cancellation()) }
                enter.yield(.authorization(.signedOut(nil)))
            } catch {
                enter.yield(.authorization(.signedOut(JobFailure(keeping: error))))
            }
        }
    }

    /// While a code is open, the message ends with it.
    func publishAuthorization() {
        guard let payload = authorizationState.payload else { return }
        var message = MQTTMessage(topic: topics.authorization, payload: payload.text, retained: true)
        if let prompt = authorizationState.prompt {
            message.expiry = UInt32(min(max(prompt.expiresAt.timeIntervalSinceNow, 1), 86_400))
        }
        send(message)
    }
}

extension JobFailure {
    /// Why the account could not be let go of.
    init(keeping error: any Error) {
        self.init(error)
        guard isRetryable else { return }
        message += " The sign-in is kept; with force it is forgotten here although Google does not know."
    }
}
