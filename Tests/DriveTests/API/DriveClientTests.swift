import Drive
import DriveSimulator
import HTTP
import Pipe
import Synchronization
import Testing

@Suite struct DriveClientTests {
    @Test func `the account tells how full it is`() throws {
        let drive = try SimulatedDrive {
            $0.quotaLimit = 100_000
            $0.usage = 20_000
        }
        _ = try drive.upload(TestData.bytes.prefix(1000))
        let quota = try drive.client().storageQuota()
        #expect(quota.limit == 100_000 && quota.usage == 21_000 && quota.free == 79_000)
    }

    @Test func `a listing follows all its pages`() throws {
        let drive = try SimulatedDrive()
        let client = drive.client()
        let made = try (1...7).map { try client.createFolder(named: "f\($0)", appProperties: ["set": "a'b"]) }
        _ = try client.createFolder(named: "other", appProperties: [:])
        let found = try client.list(.marked(["set": "a'b"]), pageSize: 2)
        #expect(Set(found.map(\.id)) == Set(made.map(\.id)))
        #expect(drive.requests(.list).count == 4)
    }

    @Test func `the backup folder is found by its mark and made once`() throws {
        let drive = try SimulatedDrive()
        let client = drive.client()
        #expect(try client.existingFolder(instance: "home") == nil)
        let made = try client.backupFolder(named: "Backups", instance: "home")
        let again = try client.backupFolder(named: "Renamed in the settings", instance: "home")
        let other = try client.backupFolder(named: "Backups", instance: "cabin")
        #expect(made == again && made.name == "Backups" && other.id != made.id)
        #expect(made.appProperties == ["drivepipe": "folder", "instance": "home"])
        #expect(drive.simulator.files.count == 2)
    }

    @Test func `a lost answer to making the folder makes no second one`() throws {
        let drive = try SimulatedDrive()
        let client = drive.client()
        // The first is generateIds, the second the creation; libcurl itself repeats it once on a new connection.
        drive.simulator.add(Fault(.dropAfterCommit, on: .metadata, from: 3, times: 2))
        let made = try client.backupFolder(named: "Backups", instance: "home")
        #expect(drive.simulator.files.map(\.id) == [made.id])
    }

    @Test func `deleting is done when the file is gone, by whomever`() throws {
        let drive = try SimulatedDrive()
        let client = drive.client()
        let made = try drive.upload(TestData.bytes.prefix(10))
        drive.simulator.add(Fault(.status(500), on: .delete))
        try client.delete(made.id)
        try client.delete(made.id)
        #expect(drive.simulator.files.isEmpty)
        #expect(drive.requests(.delete).map(\.status) == [500, 204, 404])
    }

    @Test func `our notes on a file are changed and removed one by one`() throws {
        let drive = try SimulatedDrive()
        let client = drive.client()
        let made = try client.createFolder(named: "f", appProperties: ["keep": "1", "drop": "2"])
        let changed = try client.setAppProperties(["drop": nil, "pinned": "true"], of: made.id)
        #expect(changed.appProperties == ["keep": "1", "pinned": "true"])
        #expect(try client.file(made.id) == changed)
    }

    @Test func `a file that is not there is not found`() throws {
        let drive = try SimulatedDrive()
        let error = #expect(throws: DriveError.self) { try drive.client().file("gone/../id?x") }
        #expect(error?.code == "not_found")
    }

    @Test func `single requests are patient, but not for ever`() throws {
        let drive = try SimulatedDrive(settings: { $0.requestBackoff.patience = 0.05 })
        drive.simulator.add(Fault(.status(429, reason: "rateLimitExceeded"), on: .about, times: 3))
        _ = try drive.client().storageQuota()
        drive.simulator.add(Fault(.status(503), on: .about, times: nil))
        let error = #expect(throws: DriveError.self) { try drive.client().storageQuota() }
        #expect(error?.code == "drive_unavailable")
    }

    @Test func `each pause is told beforehand, with its reason`() throws {
        let told = Mutex<[String]>([])
        let drive = try SimulatedDrive(settings: {
            $0.willRetry = { error, seconds in
                #expect(seconds > 0)
                told.withLock { $0.append(error.code) }
            }
        })
        drive.simulator.add(Fault(.status(503), on: .about), Fault(.status(429), on: .about, from: 2))
        _ = try drive.client().storageQuota()
        #expect(told.withLock { $0 } == ["drive_unavailable", "rate_limited"])
    }

    @Test func `a Drive that cannot be reached is a matter of the network`() throws {
        var settings = DriveSettings()
        settings.apiURL = "http://127.0.0.1:1"
        settings.requestBackoff = .init(patience: 0)
        let credentials = Credentials(clientID: "a", clientSecret: "b", refreshToken: "c")
        let token = AccessToken(credentials, oauthURL: settings.apiURL)
        let client = DriveClient(settings, token: token, cancellation: Cancellation())
        let error = #expect(throws: DriveError.self) { try client.storageQuota() }
        #expect(error?.code == "network")
        #expect(error?.isTransient == true)
    }
}
