// What Drive says by the way.
extension AuthorizationState {
    /// Somebody may sign in on the command line. With the same credentials this asks Google nothing.
    static let look = Action.check(after: 60)

    mutating func succeed(_ account: String?) -> [Action] {
        guard !isSigningIn else { return [] }
        let isNews = phase != .authorized || account != nil && account != self.account
        phase = .authorized
        self.account = account ?? self.account
        failure = nil
        troubles = 0
        return isNews ? [.publish] : []
    }

    mutating func trouble(_ failure: JobFailure) -> [Action] {
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
