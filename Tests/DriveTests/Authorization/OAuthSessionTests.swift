import Drive
import DriveSimulator
import HTTP
import Pipe
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct OAuthSessionTests {
    private func drive(
        _ approval: DeviceApproval, configure: (inout DriveSimulator.Configuration) -> Void = { _ in }
    ) throws -> SimulatedDrive {
        try SimulatedDrive {
            $0.deviceApproval = approval
            $0.deviceInterval = 1
            configure(&$0)
        }
    }

    private func session(
        _ drive: SimulatedDrive, secret: String? = nil, cancellation: Cancellation = Cancellation()
    ) -> OAuthSession {
        let configuration = DriveSimulator.Configuration()
        let client = OAuthClient(id: configuration.clientID, secret: secret ?? configuration.clientSecret)
        return OAuthSession(
            client, oauthURL: drive.simulator.url, settings: drive.settings, cancellation: cancellation)
    }

    private func failure(_ approval: DeviceApproval, secret: String? = nil) throws -> DriveError {
        let drive = try drive(approval)
        let session = session(drive, secret: secret)
        let code = try session.requestCode()
        return try #require(throws: DriveError.self) { try session.waitForConsent(to: code) }
    }

    @Test func `a consent gives a refresh token that works`() throws {
        let drive = try drive(.afterPolls(1))
        let code = try session(drive).requestCode()
        #expect(code.userCode.hasPrefix("SIMU-") && code.verificationURL == "https://www.google.com/device")
        let refreshToken = try session(drive).waitForConsent(to: code)
        let configuration = DriveSimulator.Configuration()
        let credentials = Credentials(
            clientID: configuration.clientID, clientSecret: configuration.clientSecret, refreshToken: refreshToken)
        let token = AccessToken(credentials, oauthURL: drive.simulator.url)
        let account = try DriveClient(drive.settings, token: token, cancellation: Cancellation()).account()
        #expect(account == "simulator@example.com")
    }

    @Test func `the user can say yes or no elsewhere`() throws {
        for isYes in [true, false] {
            let drive = try drive(.byHand)
            let session = session(drive)
            let code = try session.requestCode()
            #expect(!drive.simulator.decideDevice(approve: isYes, userCode: "ANOTHER"))
            #expect(drive.simulator.decideDevice(approve: isYes, userCode: code.userCode))
            if isYes {
                _ = try session.waitForConsent(to: code)
            } else {
                #expect(throws: DriveError.signInDenied) { try session.waitForConsent(to: code) }
            }
        }
    }

    @Test func `each way to fail has its own word`() throws {
        #expect(try failure(.denied).code == "login_denied")
        let internalOnly = try failure(.orgInternal)
        #expect(internalOnly.answer?.reason == "org_internal" && internalOnly.hint.contains("organisation"))
        let policy = try failure(.policyEnforced)
        #expect(policy.answer?.reason == "admin_policy_enforced" && policy.hint.contains("administrator"))
        let client = try failure(.afterPolls(0), secret: "wrong-wrong")
        #expect(client.answer?.reason == "invalid_client" && client.hint.contains("client_secret"))
        #expect(!"\(client)".contains("wrong-wrong"))
    }

    @Test func `an unknown client gets no code`() throws {
        let drive = try drive(.denied)
        let session = OAuthSession(
            OAuthClient(id: "nobody", secret: "hush"), oauthURL: drive.simulator.url, settings: drive.settings,
            cancellation: Cancellation())
        let error = try #require(throws: DriveError.self) { try session.requestCode() }
        #expect(error.answer?.reason == "invalid_client")
    }

    @Test func `a code that nobody enters ends by itself`() throws {
        let drive = try drive(.byHand) { $0.deviceLifetime = 2 }
        let session = session(drive)
        let code = try session.requestCode()
        #expect(throws: DriveError.signInExpired) { try session.waitForConsent(to: code) }
    }

    @Test(arguments: [Fault.Effect.dropBefore, .status(503), .status(500)])
    func `a network that fails meanwhile is sat out`(effect: Fault.Effect) throws {
        let drive = try drive(.afterPolls(0))
        let session = session(drive)
        let code = try session.requestCode()
        drive.simulator.add(Fault(effect, on: .token))
        #expect(try !session.waitForConsent(to: code).isEmpty)
    }

    @Test func `a cancellation ends the wait at once`() throws {
        let drive = try drive(.byHand) { $0.deviceInterval = 300 }
        let cancellation = Cancellation()
        let session = session(drive, cancellation: cancellation)
        let code = try session.requestCode()
        cancellation.request()
        #expect(throws: DriveError.cancelled) { try session.waitForConsent(to: code) }
    }

    @Test func `the code of the device shows itself nowhere`() throws {
        let drive = try drive(.byHand)
        let code = try session(drive).requestCode()
        var dumped = ""
        dump(code, to: &dumped)
        for text in ["\(code)", String(reflecting: code), dumped] { #expect(!text.contains("AH-1Ng")) }
    }

    @Test func `a token is taken back, and again without complaint`() throws {
        let drive = try drive(.denied)
        let token = DriveSimulator.Configuration().refreshToken
        try session(drive).revoke(token)
        try session(drive).revoke(token)
        let error = #expect(throws: DriveError.self) { try drive.client().storageQuota() }
        #expect(error?.answer?.reason == "invalid_grant")
    }

    @Test func `a revocation that cannot be told is not done`() throws {
        let drive = try SimulatedDrive(settings: { $0.requestBackoff.patience = 0.05 })
        drive.simulator.add(Fault(.status(503), on: .token, times: nil))
        let error = #expect(throws: DriveError.self) {
            try session(drive).revoke(DriveSimulator.Configuration().refreshToken)
        }
        #expect(error?.isTransient == true)
    }

    /// What no Google sends, one answer for each question.
    private func failure(_ answers: String...) throws -> DriveError {
        let server = try ScriptedServer(
            answers.map { "HTTP/1.1 200 OK\r\nContent-Length: \($0.utf8.count)\r\n\r\n\($0)" })
        let session = OAuthSession(
            OAuthClient(id: "a", secret: "b"), oauthURL: server.url, settings: DriveSettings(),
            cancellation: Cancellation())
        return try #require(throws: DriveError.self) { try session.waitForConsent(to: session.requestCode()) }
    }

    @Test func `a consent to something else, or without what it is for, is none`() throws {
        let code = #"{"device_code":"d","user_code":"u","verification_url":"v","interval":-7,"expires_in":1e300}"#
        let other = #"{"access_token":"hush","refresh_token":"hush","scope":"email openid"}"#
        #expect(try failure(code, other) == .signInDenied)
        let scope = "https://www.googleapis.com/auth/drive.file"
        for answer in [#"{"access_token":"hush","scope":"\#(scope)"}"#, #"{"refresh_token":"hush"}"#, "hush"] {
            let error = try failure(code, answer)
            #expect(error.code == "drive_unexpected" && !"\(error)".contains("hush"))
        }
        for answer in ["", "{}", #"{"device_code":"hush"}"#] {
            let error = try failure(answer)
            #expect(error.code == "drive_unexpected" && !"\(error)".contains("hush"))
        }
    }
}
