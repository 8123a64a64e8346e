import JSON

// Connecting to a Google account, and letting go of it.
extension Agent {
    func authorize(_ request: CommandRequest, force: Bool) {
        publish(Reply(to: request, .rejected, .unknownCommand, "This version has no command of that name."))
    }

    func deauthorize(_ request: CommandRequest) {
        publish(Reply(to: request, .rejected, .unknownCommand, "This version has no command of that name."))
    }
}
