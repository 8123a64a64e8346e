import Drive
import DriveSimulator
import Pipe
import Synchronization
import TestSupport
import Testing

@Suite struct AccessTokenTests {
    @Test func `one token serves many requests and clients`() throws {
        let drive = try SimulatedDrive()
        for _ in 0..<3 { _ = try drive.client().storageQuota() }
        #expect(drive.requests(.token).count == 1)
    }

    @Test func `many threads renew it once`() async throws {
        let drive = try SimulatedDrive()
        drive.simulator.add(Fault(.delay(seconds: 0.3), on: .token))
        await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask { _ = try? await Thread.run { try drive.client().storageQuota() } }
            }
        }
        #expect(drive.requests(.token).count == 1)
        #expect(drive.requests(.about).map(\.status) == Array(repeating: 200, count: 8))
    }

    @Test(.timeLimit(.minutes(10))) func `who is cancelled does not wait for another's renewal`() async throws {
        let drive = try SimulatedDrive()
        drive.simulator.add(Fault(.delay(seconds: 600), on: .token))
        let (first, second) = (Cancellation(), Cancellation())
        let waiting = [first, second].map { cancellation in
            Task { try await Thread.run { try drive.client(cancellation).storageQuota() } }
        }
        second.request()
        await #expect(throws: DriveError.cancelled) { try await waiting[1].value }
        first.request()
        await #expect(throws: DriveError.cancelled) { try await waiting[0].value }
    }

    @Test func `a renewal that was cancelled leaves the turn to the next`() throws {
        let drive = try SimulatedDrive()
        let cancellation = Cancellation()
        cancellation.request()
        #expect(throws: DriveError.cancelled) { try drive.client(cancellation).storageQuota() }
        _ = try drive.client().storageQuota()
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

    @Test func `revoked access is final, says so at once, and nobody asks again`() throws {
        let drive = try SimulatedDrive()
        drive.simulator.revokeAll()
        for _ in 0..<5 {
            let error = try #require(throws: DriveError.self) { try drive.client().storageQuota() }
            #expect(error.code == "not_authorized" && error.answer?.reason == "invalid_grant")
            #expect(!error.isTransient && error.hint.contains("consent screen"))
        }
        #expect(drive.requests(.token).count == 1 && drive.requests(.about).count == 0)
    }

    @Test(arguments: [Fault.Effect.status(500), .status(503), .status(429), .dropBefore])
    func `a bad day of the OAuth server is sat out`(effect: Fault.Effect) throws {
        let drive = try SimulatedDrive()
        drive.simulator.add(Fault(effect, on: .token, times: 3))
        _ = try drive.client().storageQuota()
        #expect(drive.requests(.token).count == 4)
    }

    @Test(
        arguments: ["403 Forbidden", "400 Bad Request", "407 Proxy Authentication Required", "302 Found"],
        ["<html><title>Welcome to the hotel</title></html>", #"{"error": "blocked_by_filter"}"#, ""])
    func `a hotel's login page is no verdict on the credentials`(status: String, page: String) throws {
        let answer = "HTTP/1.1 \(status)\r\nContent-Length: \(page.utf8.count)\r\n\r\n\(page)"
        let hotel = try ScriptedServer([answer, answer])
        let token = AccessToken(
            Credentials(clientID: "a", clientSecret: "b", refreshToken: "c"), oauthURL: hotel.url)
        for count in 1...2 {
            let client = DriveClient(DriveSettings(), token: token, cancellation: Cancellation())
            let error = #expect(throws: DriveError.self) { try client.storageQuota() }
            #expect(error?.code == "drive_refused")
            #expect(hotel.requests.count == count)
        }
    }

    @Test func `without a sign-in nothing is asked`() throws {
        let drive = try SimulatedDrive()
        let token = AccessToken(
            Credentials(clientID: "a", clientSecret: "b", refreshToken: nil), oauthURL: drive.simulator.url)
        let client = DriveClient(drive.settings, token: token, cancellation: Cancellation())
        let error = #expect(throws: DriveError.self) { try client.storageQuota() }
        #expect(error == .signInRequired && error?.code == "not_authorized")
        #expect(drive.simulator.requests.isEmpty)
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
