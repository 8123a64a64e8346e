import Drive
import DriveSimulator
import FoundationEssentials
import JSON
import Pipe
import TestSupport
import Testing

@Suite struct ServiceAccountTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        _ = try Program.run("openssl", ["genrsa", "-out", folder.path("key.pem"), "2048"])
    }

    private func account(subject: String? = nil) throws -> ServiceAccount {
        ServiceAccount(
            email: "robot@example.com", privateKey: try folder.read("key.pem"), keyID: "k1", subject: subject)
    }

    private func decoded(_ part: Substring) throws -> [UInt8] {
        let text = String(part.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 })
        return Array(try #require(Data(base64Encoded: text + String(repeating: "=", count: (4 - text.count % 4) % 4))))
    }

    @Test func `an assertion is what Google's documentation says, and signed`() throws {
        let assertion = try account(subject: "boss@example.com").assertion(at: 1_700_000_000)
        let parts = assertion.split(separator: ".")
        #expect(try JSON(parsing: decoded(parts[0])) == ["alg": "RS256", "typ": "JWT", "kid": "k1"])
        #expect(
            try JSON(parsing: decoded(parts[1])) == [
                "iss": "robot@example.com", "sub": "boss@example.com", "iat": 1_700_000_000, "exp": 1_700_003_600,
                "scope": "https://www.googleapis.com/auth/drive.file", "aud": "https://oauth2.googleapis.com/token",
            ])
        try Data(try decoded(parts[2])).write(to: URL(filePath: folder.path("signature")))
        try folder.write("\(parts[0]).\(parts[1])", to: "message")
        let arguments = ["-sha256", "-prverify", folder.path("key.pem"), "-signature", folder.path("signature")]
        #expect(try Program.run("openssl", ["dgst"] + arguments + [folder.path("message")]).status == 0)
    }

    @Test func `a private key that is none is a clear error and not shown`() throws {
        let account = ServiceAccount(email: "robot@example.com", privateKey: "hush-hush")
        let error = try #require(throws: DriveError.self) { try account.assertion(at: 0) }
        #expect(error.code == "not_authorized" && error.sentence.contains("private key"))
        #expect(!"\(error)".contains("hush"))
    }

    private func client(_ drive: SimulatedDrive, parent: String?) throws -> DriveClient {
        var settings = drive.settings
        settings.parent = parent
        let token = AccessToken(.serviceAccount(try account()), oauthURL: drive.simulator.url)
        return DriveClient(settings, token: token, cancellation: Cancellation())
    }

    private func upload(_ client: DriveClient) throws -> DriveFile {
        let parent = try client.backupFolder(named: "Backups", instance: "i").id
        let pipe = Pipe(blockCount: 3, blockSize: 50_000)
        Producer(bytes: TestData.bytes[..<300_000], ending: .finish).start(pipe.makeWriter())
        let file = NewFile(name: "b.tar", parent: parent, appProperties: [DriveClient.mark: "backup"])
        return try UploadSession(client: client, file: file, chunkSize: SimulatedDrive.quantum) { _ in }
            .run(reader: pipe.makeReader())
    }

    @Test(arguments: [(900.0, 1), (0.0, 3)])
    func `one that was refused is left alone for a while, then asks again`(pause: Double, asked: Int) throws {
        let drive = try SimulatedDrive()
        drive.simulator.add(Fault(.status(400, reason: "invalid_grant"), on: .token, times: 2))
        let token = AccessToken(
            .serviceAccount(try account()), oauthURL: drive.simulator.url, pauseOfServiceAccounts: pause)
        let client = DriveClient(drive.settings, token: token, cancellation: Cancellation())
        for _ in 0..<2 { #expect(throws: DriveError.self) { try client.storageQuota() } }
        _ = try? client.storageQuota()
        #expect(drive.requests(.token).count == asked)
        #expect(drive.requests(.about).count == (pause == 0 ? 1 : 0))
    }

    @Test func `in its own drive there is no room, and the way out is told`() throws {
        let drive = try SimulatedDrive()
        let client = try client(drive, parent: nil)
        let error = try #require(throws: DriveError.self) { try upload(client) }
        #expect(error.code == "drive_quota" && error.hint.contains("drive.parent"))
    }

    @Test func `on a shared drive it makes its folder, finds it again, and has no limit`() throws {
        let drive = try SimulatedDrive()
        let client = try client(drive, parent: DriveSimulator.sharedDriveID)
        let file = try upload(client)
        #expect(file.driveId == DriveSimulator.sharedDriveID)
        #expect(drive.simulator.content(of: file.id).map { $0.count } == 300_000)
        let folder = try client.backupFolder(named: "Backups", instance: "i")
        #expect(drive.simulator.files.filter(\.isFolder).map(\.id) == [folder.id])
        #expect(file.parents == [folder.id])
        #expect(try client.list(.marked([DriveClient.mark: "backup"])).map(\.id) == [file.id])
        #expect(try client.storageQuota().limit == nil)
        try client.delete(file.id)
        #expect(try client.list(.marked([DriveClient.mark: "backup"])).isEmpty)
    }

    @Test func `a folder made for another place is not taken for the one that is wanted`() throws {
        let drive = try SimulatedDrive()
        let own = try drive.client().backupFolder(named: "B", instance: "i")
        let shared = try client(drive, parent: DriveSimulator.sharedDriveID).backupFolder(named: "B", instance: "i")
        #expect(own.driveId == nil && shared.driveId == DriveSimulator.sharedDriveID)
        #expect(try drive.client().backupFolder(named: "B", instance: "i") == own)
    }

    @Test func `a contributor may not delete for good, and is told why`() throws {
        let drive = try SimulatedDrive { $0.sharedDriveRole = .contributor }
        let client = try client(drive, parent: DriveSimulator.sharedDriveID)
        let file = try upload(client)
        let error = try #require(throws: DriveError.self) { try client.delete(file.id) }
        #expect(error.code == "drive_permissions" && error.hint.contains("manager"))
    }

    @Test func `a parent that is not there is told, and nothing is put elsewhere`() throws {
        let drive = try SimulatedDrive()
        let client = try client(drive, parent: "1nowhere")
        let error = try #require(throws: DriveError.self) { try client.backupFolder(named: "B", instance: "i") }
        #expect(error.code == "folder_missing")
        #expect(drive.simulator.files.filter(\.isFolder).isEmpty)
    }

    @Test func `in a folder of somebody's own drive the quota counts`() throws {
        let drive = try SimulatedDrive()
        let outer = try drive.client().createFolder(named: "Outer", appProperties: [:])
        var settings = drive.settings
        settings.parent = outer.id
        let client = DriveClient(settings, token: drive.token, cancellation: Cancellation())
        let folder = try client.backupFolder(named: "B", instance: "i")
        #expect(folder.parents == [outer.id])
        #expect(try client.storageQuota().limit == 15 << 30)
    }
}
