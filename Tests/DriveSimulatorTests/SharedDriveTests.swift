import DriveSimulator
import JSON
import Testing

@Suite struct SharedDriveTests {
    private let shared = DriveSimulator.sharedDriveID
    private let aware = "supportsAllDrives=true&includeItemsFromAllDrives=true"

    private func names(_ drive: TestDrive, _ query: String) throws -> [String] {
        let list = try drive.request("GET", "/drive/v3/files?\(query)").json
        return list["files"]?.array?.compactMap { $0["name"]?.string } ?? []
    }

    @Test func `what lies there is listed only to those who ask for it`() throws {
        try TestDrive.run { drive in
            _ = try drive.create(["name": "mine"])
            let file = try drive.create(["name": "ours", "parents": [.string(shared)]])
            #expect(try names(drive, "") == ["mine"])
            #expect(try names(drive, aware) == ["mine"])
            #expect(try Set(names(drive, "\(aware)&corpora=allDrives")) == ["mine", "ours"])
            #expect(try names(drive, "\(aware)&corpora=drive&driveId=\(shared)") == ["ours"])
            for bad in ["corpora=allDrives", "\(aware)&corpora=drive", "corpora=everything"] {
                #expect(try drive.request("GET", "/drive/v3/files?\(bad)").status == 400, "\(bad)")
            }
            #expect(try drive.request("GET", "/drive/v3/files/\(file)").status == 404)
            let seen = try drive.request("GET", "/drive/v3/files/\(file)?supportsAllDrives=true&fields=driveId")
            #expect(seen.json == ["driveId": .string(shared)])
        }
    }

    @Test func `it is not in the account's quota`() throws {
        try TestDrive.run(\.quotaLimit, 1000) { drive in
            let upload = "/upload/drive/v3/files?uploadType=resumable&supportsAllDrives=true"
            let length = ["X-Upload-Content-Length: 5000", "Content-Type: application/json"]
            let here = try drive.request("POST", upload, length, Array("{}".utf8))
            #expect(here.reason == "storageQuotaExceeded")
            let there = try drive.request("POST", upload, length, Array(#"{"parents":["\#(shared)"]}"#.utf8))
            #expect(there.status == 200)
        }
    }

    @Test func `a contributor deletes nothing there`() throws {
        try TestDrive.run(\.sharedDriveRole, .contributor) { drive in
            let file = try drive.create(["name": "ours", "parents": [.string(shared)]])
            let refused = try drive.request("DELETE", "/drive/v3/files/\(file)?supportsAllDrives=true")
            #expect(refused.status == 403 && refused.reason == "insufficientFilePermissions")
            let own = try drive.create(["name": "mine"])
            #expect(try drive.request("DELETE", "/drive/v3/files/\(own)").status == 204)
        }
    }
}
