import Drive
import DriveSimulator
import Pipe
import Testing

@Suite struct AccessTokenTests {
    @Test func `one token serves many requests and clients`() throws {
        let drive = try SimulatedDrive()
        for _ in 0..<3 { _ = try drive.client().storageQuota() }
        #expect(drive.requests(.token).count == 1)
    }

    @Test func `a token that is about to end is renewed before it is refused`() throws {
        let drive = try SimulatedDrive { $0.tokenLifetime = 0 }
        // Every token is dead on arrival: each request renews, is refused, renews once more and gives up.
        let error = #expect(throws: DriveError.self) { try drive.client().storageQuota() }
        #expect(error?.code == "not_authorized")
        #expect(drive.requests(.token).count == 2 && drive.requests(.about).count == 2)
    }

    @Test func `a refused token is renewed once`() throws {
        let drive = try SimulatedDrive()
        drive.simulator.add(Fault(.expireToken, on: .about))
        _ = try drive.client().storageQuota()
        #expect(drive.requests(.about).map(\.status) == [401, 200])
        #expect(drive.requests(.token).count == 2)
    }

    @Test func `revoked access is final and says so at once`() throws {
        let drive = try SimulatedDrive()
        drive.simulator.add(Fault(.status(400, reason: "invalid_grant"), on: .token, times: nil))
        let error = #expect(throws: DriveError.self) { try drive.client().storageQuota() }
        #expect(error?.code == "not_authorized" && error?.answer?.reason == "invalid_grant")
        #expect(drive.requests(.token).count == 1)
    }

    @Test(arguments: [Fault.Effect.status(500), .status(503), .status(429), .dropBefore])
    func `a bad day of the OAuth server is sat out`(effect: Fault.Effect) throws {
        let drive = try SimulatedDrive()
        drive.simulator.add(Fault(effect, on: .token, times: 3))
        _ = try drive.client().storageQuota()
        #expect(drive.requests(.token).count == 4)
    }

    @Test func `wrong credentials are refused without being repeated`() throws {
        let drive = try SimulatedDrive { $0.refreshToken = "right" }
        let credentials = Credentials(clientID: "nobody", clientSecret: "hush-hush", refreshToken: "quiet-quiet")
        let token = AccessToken(credentials, oauthURL: drive.simulator.url)
        let client = DriveClient(drive.settings, token: token, cancellation: Cancellation())
        let error = try #require(throws: DriveError.self) { try client.storageQuota() }
        #expect(error.code == "not_authorized")
        #expect(!"\(error)".contains("hush") && !"\(error)".contains("quiet"))
        #expect(!String(reflecting: token).contains("quiet"))
    }
}
