import JSON

// Where no backup goes to Google, nobody signs in, and nobody is asked to.
extension AuthorizationState {
    static func decline(_ event: Event) -> [Action] {
        switch event {
        case .authorize(let request, _), .deauthorize(let request, _):
            [
                .reply(
                    Reply(
                        to: request, .done, .ok,
                        "The backups are kept in a folder, so that no Google account is needed."))
            ]
        case .prompted, .signedIn, .signInFailed, .signedOut, .worked, .troubled, .stop: []
        }
    }
}
