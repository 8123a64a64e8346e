import Drive
import Glibc
import JSON
import TestSupport
import Testing

@Suite struct CredentialsFileTests {
    let folder: TemporaryFolder
    let client = OAuthClient(id: "id", secret: "hush")

    init() throws {
        folder = try TemporaryFolder()
    }

    private var file: CredentialsFile { CredentialsFile(folder.path("c.json")) }

    private func content() throws -> JSON { try JSON(parsing: folder.read("c.json").utf8) }

    @Test func `a new refresh token goes in beside all that is there`() throws {
        try folder.write(
            #"{"installed":{"client_id":"id","client_secret":"hush","a":[1,2.5,null]},"note":"mine"}"#, to: "c.json")
        #expect(file.isOpenToOthers)
        try file.store(refreshToken: "new", for: client)
        #expect(
            try content() == [
                "installed": ["client_id": "id", "client_secret": "hush", "a": [1, 2.5, nil]], "note": "mine",
                "refresh_token": "new",
            ])
        #expect(!file.isOpenToOthers)
        #expect(try file.read() == .user(client, refreshToken: "new"))
    }

    @Test func `the refresh token goes out, the client stays`() throws {
        try folder.write(#"{"client_id":"id","client_secret":"hush","refresh_token":"old"}"#, to: "c.json")
        try file.store(refreshToken: nil, for: client)
        #expect(try content() == ["client_id": "id", "client_secret": "hush"])
    }

    @Test func `a client that was changed meanwhile keeps what it has`() throws {
        let other = #"{"client_id":"other","client_secret":"hush"}"#
        try folder.write(other, to: "c.json")
        let error = #expect(throws: DriveError.self) { try file.store(refreshToken: "new", for: client) }
        #expect(error?.sentence.contains("was changed meanwhile") == true)
        #expect(try folder.read("c.json") == other)
    }

    @Test func `a missing file, a folder and an endless one are told apart`() throws {
        let missing = #expect(throws: DriveError.self) { try CredentialsFile("/nowhere/c.json").read() }
        #expect(missing?.sentence == "There is no credentials file /nowhere/c.json.")
        #expect(missing?.code == "client_missing")
        let directory = #expect(throws: DriveError.self) { try CredentialsFile(folder.path).read() }
        #expect(directory?.sentence.contains("cannot be read") == true)
        let endless = #expect(throws: DriveError.self) { try CredentialsFile("/dev/zero").read() }
        #expect(endless?.sentence.contains("cannot be read") == true)
    }
}
