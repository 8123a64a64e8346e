import Catalog
import Drive
import DriveSimulator
import FoundationEssentials
import JSON
import Pipe
import TestSupport
import Testing

@Suite struct DriveCatalogTests {
    private func mark(_ instance: String, _ slug: String) -> [String: String] {
        BackupMark(instance: instance, slug: slug, date: "2026-11-23T02:15:00Z", kind: .full).properties
    }

    /// A small file in the simulated Drive.
    private func put(
        _ drive: SimulatedDrive, _ name: String, _ properties: [String: String], in parent: String? = nil
    ) throws -> StoredFile {
        try drive.simulator.put(
            [
                "name": .string(name), "parents": parent.map { .array([.string($0)]) } ?? nil,
                "appProperties": .object(properties.mapValues { .string($0) }),
            ], content: Array(repeating: 7, count: 50))
    }

    @Test func `our own are found wherever they lie, others only in our folder`() throws {
        let drive = try SimulatedDrive()
        let client = drive.client()
        let folder = try client.backupFolder(named: "Backups", instance: "home")
        let inside = try put(drive, "in", mark("home", "00000001"), in: folder.id)
        let moved = try put(drive, "moved", mark("home", "00000002"))
        let neighbour = try put(drive, "theirs", mark("cabin", "00000003"))
        let stranger = try put(drive, "in", [:], in: folder.id)
        _ = try put(drive, "elsewhere", [:])
        _ = try client.createFolder(named: "inner", appProperties: mark("home", "00000004"))
        let catalog = try client.catalog(of: "home")
        #expect(Set(catalog.own.map(\.id)) == [inside.id, moved.id])
        #expect(Set(catalog.foreign.map(\.id)) == [neighbour.id, stranger.id])
        #expect(catalog.own.allSatisfy { $0.trust == .unconfirmed && $0.size == 50 })
    }

    @Test func `without a folder the catalog is what carries our mark`() throws {
        let drive = try SimulatedDrive()
        #expect(try drive.client().catalog(of: "home") == Catalog([], instance: "home"))
        let made = try put(drive, "a", mark("home", "00000001"))
        #expect(try drive.client().catalog(of: "home").own.map(\.id) == [made.id])
    }

    @Test func `two folders of a race are both looked into, and the older one is ours`() throws {
        let drive = try SimulatedDrive()
        let client = drive.client()
        let folders = try ["A", "B"].map {
            try client.createFolder(named: $0, appProperties: ["drivepipe": "folder", "instance": "home"])
        }
        let (first, second) = (
            try put(drive, "a", [:], in: folders[0].id),
            try put(drive, "b", mark("home", "00000001"), in: folders[1].id)
        )
        let stranger = try put(drive, "c", [:], in: folders[1].id)
        let catalog = try client.catalog(of: "home")
        #expect(catalog.own.map(\.id) == [second.id])
        #expect(Set(catalog.foreign.map(\.id)) == [first.id, stranger.id])
        #expect(try client.backupFolder(named: "C", instance: "home").id == folders[0].id)
    }

    @Test func `a renamed folder stays ours, one in the trash is replaced`() throws {
        let drive = try SimulatedDrive()
        let client = drive.client()
        let made = try client.backupFolder(named: "Backups", instance: "home")
        try drive.simulator.change(made.id, ["name": "My own name"])
        #expect(try client.backupFolder(named: "Backups", instance: "home").id == made.id)
        try drive.simulator.change(made.id, ["trashed": true])
        let another = try client.backupFolder(named: "Backups", instance: "home")
        #expect(another.id != made.id && another.name == "Backups")
    }

    @Test func `what lies in a folder in the trash is not listed, and comes back with it`() throws {
        let drive = try SimulatedDrive()
        let client = drive.client()
        let folder = try client.backupFolder(named: "Backups", instance: "home")
        let made = try put(drive, "a", mark("home", "00000001"), in: folder.id)
        try drive.simulator.change(folder.id, ["trashed": true])
        #expect(try client.catalog(of: "home").own == [])
        try drive.simulator.change(folder.id, ["trashed": false])
        #expect(try client.catalog(of: "home").own.map(\.id) == [made.id])
    }

    @Test func `what lies in the trash is not listed`() throws {
        let drive = try SimulatedDrive()
        let made = try put(drive, "a", mark("home", "00000001"))
        try drive.simulator.change(made.id, ["trashed": true])
        #expect(try drive.client().catalog(of: "home").own == [])
        #expect(try drive.client().catalogEntry(made.id) == nil)
    }

    @Test func `a backup is confirmed, pinned, unpinned and found damaged by its notes`() throws {
        let drive = try SimulatedDrive()
        let client = drive.client()
        let id = try put(drive, "a", mark("home", "00000001")).id
        func entry() throws -> CatalogEntry { try #require(try client.catalogEntry(id)) }
        #expect(try entry().trust == .unconfirmed)
        let confirmed = try client.confirm(id, md5: entry().md5, at: Date(timeIntervalSince1970: 1_795_400_100))
        #expect(confirmed.appProperties?["verified"] == "2026-11-23T02:15:00Z")
        #expect(confirmed.appProperties?["md5"] == confirmed.md5Checksum)
        #expect(try entry().trust == .verified)
        try client.pin(id, note: String(repeating: "ä", count: 100))
        #expect(try entry().isPinned && entry().note == String(repeating: "ä", count: 60))
        try client.pin(id)
        #expect(try entry().note?.count == 60)
        try client.pin(id, note: "")
        #expect(try entry().isPinned && entry().note == nil)
        try client.unpin(id)
        #expect(try !entry().isPinned)
        try client.markDamaged(id)
        #expect(try entry().trust == .damaged)
        try client.confirm(id, md5: "another")
        #expect(try entry().trust == .damaged)
        #expect(try entry().slug == "00000001")
    }

    @Test func `a backup that is gone has no entry`() throws {
        let drive = try SimulatedDrive()
        #expect(try drive.client().catalogEntry("1gone") == nil)
        #expect(drive.requests(.metadata).map(\.status) == [404])
    }

    @Test func `one file that cannot be understood does not hide the others`() throws {
        let body = #"{"files":[{"id":"a","size":"12"},{"size":"1"},{"id":"b","size":"-7"},null]}"#
        let answer = "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
        let token = #"{"access_token":"t","expires_in":3600}"#
        let server = try ScriptedServer([
            "HTTP/1.1 200 OK\r\nContent-Length: \(token.utf8.count)\r\n\r\n\(token)", answer,
        ])
        var settings = DriveSettings()
        settings.apiURL = server.url
        let credentials = Credentials(clientID: "c", clientSecret: "s", refreshToken: "r")
        let client = DriveClient(
            settings, token: AccessToken(credentials, oauthURL: server.url), cancellation: Cancellation())
        #expect(try client.list(.inFolder("f")).map(\.size) == [12, nil])
    }

    @Test func `long descriptions of many files do not make a listing too large`() throws {
        let drive = try SimulatedDrive()
        let folder = try drive.client().backupFolder(named: "Backups", instance: "home")
        let essay = JSON.string(String(repeating: "words ", count: 2_000))
        for number in 0..<400 {
            try drive.simulator.put([
                "name": .string("\(number)"), "description": essay, "parents": .array([.string(folder.id)]),
            ])
        }
        #expect(try drive.client().catalog(of: "home").foreign.count == 400)
    }

    @Test func `many backups come in pages, each of them once`() throws {
        let drive = try SimulatedDrive()
        let client = drive.client()
        let folder = try client.backupFolder(named: "Backups", instance: "home")
        let made = try (0..<7).map { try put(drive, "\($0)", mark("home", "0000000\($0)"), in: folder.id).id }
        let listed = try client.list(.marked(["drivepipe": "backup"]), pageSize: 3)
        #expect(listed.count == 7)
        #expect(Set(try client.catalog(of: "home").own.map(\.id)) == Set(made))
        #expect(try client.catalog(of: "home").own.count == 7)
    }
}
