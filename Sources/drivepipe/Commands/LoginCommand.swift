import Agent
import ArgumentParser
import FoundationEssentials
import JSON
import Pipe

/// `drivepipe login`: connects to a Google account, or lets go of it.
struct LoginCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "login", abstract: "Connect DrivePipe to a Google account, or let go of it.",
        discussion: """
            Needs an OAuth client of your own: in Google's Cloud Console make a project, enable the Google Drive API, \
            publish the consent screen (in "Testing" a sign-in lasts 7 days), make an OAuth client ID of the type "TVs and \
            Limited Input devices", and save its JSON as the credentials file. With --json, what is to be done is an object \
            on a line before the result's. Exit codes: 0 connected, 1 failed, 2 no OAuth \
            client, 130 cancelled.
            """)

    @OptionGroup var options: CommandOptions

    @Flag(help: "Connect anew although there is a connection; with --revoke: forget it although Google cannot be told.")
    var force = false

    @Flag(help: "Take the access back at Google and forget it here.")
    var revoke = false

    func run() throws {
        try options.run { [self] tools in
            guard revoke || tools.configuration.needsGoogle else { return .notNeeded }
            do {
                return revoke
                    ? try signOut(tools.account, tools.cancellation) : try signIn(tools.account, tools.cancellation)
            } catch {
                return WorkResult(loginError: error, isCancelled: tools.cancellation.isRequested)
            }
        }
    }

    private func signIn(_ account: DriveAccount, _ cancellation: Cancellation) throws -> WorkResult {
        let name = try account.connect(force: force, cancellation) { prompt in
            // Whoever cannot read it cannot act on it; the wait ends with the code.
            if options.json {
                try? StandardStream.output.write(JSON.object(prompt.payload))
            } else {
                try? StandardStream.error.write(line: prompt.sentence)
                try? StandardStream.error.write(line: "Waiting until \(prompt.expiresAt.payloadText) ...")
            }
        }
        return WorkResult(
            sentence: "DrivePipe is connected to \(name ?? "a Google account").",
            payload: ["state": "authorized", "account": JSON(name)])
    }

    private func signOut(_ account: DriveAccount, _ cancellation: Cancellation) throws -> WorkResult {
        try account.signOut(force: force, cancellation)
        return WorkResult(
            sentence: "DrivePipe is not connected to Google any more.", payload: ["state": "required", "account": nil])
    }
}

extension WorkResult {
    fileprivate static let notNeeded = WorkResult(
        sentence: "The backups are kept in a folder, so that no Google account is needed.",
        payload: ["state": "not_needed", "account": nil])

    /// Without a client it is not the login that failed: it was not set up.
    fileprivate init(loginError error: any Error, isCancelled: Bool) {
        self.init(error, isCancelled: isCancelled)
        if !isCancelled, JobFailure(error).code == "client_missing" { status = .usage }
    }
}
