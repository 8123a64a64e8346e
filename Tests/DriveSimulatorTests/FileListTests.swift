import DriveSimulator
import JSON
import Testing

@Suite struct FileListTests {
    private func names(_ drive: TestDrive, _ query: String) throws -> [String] {
        let reply = try drive.request("GET", "/drive/v3/files?fields=files(name)&\(query)")
        #expect(reply.status == 200)
        return reply.json["files"]?.array?.compactMap { $0["name"]?.string } ?? []
    }

    @Test func `a query chooses among files`() throws {
        try TestDrive.run { drive in
            let folder = try drive.create(["name": "F", "mimeType": "application/vnd.google-apps.folder"])
            _ = try drive.create(["name": "a", "parents": [.string(folder)]])
            _ = try drive.create(["name": "b", "trashed": true])
            #expect(try names(drive, "orderBy=name") == ["a", "b", "F"])
            #expect(try names(drive, "q='\(folder)'+in+parents") == ["a"])
            #expect(try names(drive, "q=trashed%3Dfalse+and+'root'+in+parents") == ["F"])
        }
    }

    @Test func `an unknown parent is not found, without its name`() throws {
        try TestDrive.run { drive in
            let reply = try drive.request("GET", "/drive/v3/files?q='none'+in+parents")
            #expect(reply.status == 404)
            #expect(reply.json["error"]?["message"] == "File not found: .")
        }
    }

    @Test(arguments: [
        "q=name+%3D", "orderBy=size", "orderBy=name+up", "pageSize=0", "pageToken=x", "fields=files(nonsense)",
    ])
    func `bad parameters are refused`(query: String) throws {
        try TestDrive.run { (drive) throws in
            #expect(try drive.request("GET", "/drive/v3/files?\(query)").status == 400)
        }
    }

    @Test func `files come in the order asked for`() throws {
        try TestDrive.run { drive in
            for (name, day) in [("b", "03"), ("a", "01"), ("c", "02")] {
                _ = try drive.create(["name": .string(name), "createdTime": .string("2026-01-\(day)T00:00:00Z")])
            }
            _ = try drive.create(["name": "z", "mimeType": "application/vnd.google-apps.folder"])
            #expect(try names(drive, "orderBy=folder,name+desc") == ["z", "c", "b", "a"])
            #expect(try names(drive, "orderBy=createdTime") == ["a", "c", "b", "z"])
            #expect(try names(drive, "orderBy=createdTime+desc") == ["z", "b", "c", "a"])
        }
    }

    @Test func `pages follow one another, the token only when asked for`() throws {
        try TestDrive.run { drive in
            for name in ["a", "b", "c"] { _ = try drive.create(["name": .string(name)]) }
            let target = "/drive/v3/files?orderBy=name&pageSize=2"
            #expect(try drive.request("GET", "\(target)&fields=files(id)").json["nextPageToken"] == nil)
            let first = try drive.request("GET", "\(target)&fields=nextPageToken,files(name)").json
            #expect(first["files"] == [["name": "a"], ["name": "b"]])
            let token = try #require(first["nextPageToken"]?.string)
            let second = try drive.request("GET", "\(target)&fields=nextPageToken,files(name)&pageToken=\(token)").json
            #expect(second == ["files": [["name": "c"]]])
        }
    }

    @Test func `without fields four members of each file come back`() throws {
        try TestDrive.run { drive in
            _ = try drive.create(["name": "a"])
            let list = try drive.request("GET", "/drive/v3/files/?pageSize=5000").json
            #expect(list["kind"] == "drive#fileList")
            #expect(list["incompleteSearch"] == false)
            #expect(list["files"]?.array?.first?.object?.keys.sorted() == ["id", "kind", "mimeType", "name"])
        }
    }
}
