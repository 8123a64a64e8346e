import DriveSimulator
import JSON
import Testing

@Suite struct FilesTests {
    @Test func `metadata is kept and sent back as Drive sends it`() throws {
        try TestDrive.run { drive in
            let folder = try drive.create(["name": "Backups", "mimeType": "application/vnd.google-apps.folder"])
            let id = try drive.create([
                "name": "a.tar", "parents": [.string(folder)], "appProperties": ["k": "v"],
                "createdTime": "2026-01-02T03:04:05+01:00", "description": "d",
            ])
            let file = try drive.request("GET", "/drive/v3/files/\(id)?fields=*").json
            #expect(file["parents"] == [.string(folder)])
            #expect(file["appProperties"] == ["k": "v"])
            #expect(file["createdTime"] == "2026-01-02T02:04:05.000Z")
            #expect(file["description"] == "d")
            #expect(file["size"] == "0")
            #expect(file["capabilities"]?["canDelete"] == true)
            let answer = try drive.request("GET", "/drive/v3/files/\(folder)/?fields=size,md5Checksum,mimeType").json
            #expect(answer == ["mimeType": "application/vnd.google-apps.folder"])
        }
    }

    @Test func `root is an alias of the top folder`() throws {
        try TestDrive.run { (drive) throws in
            let root = try drive.request("GET", "/drive/v3/files/root").json
            #expect(root["name"] == "My Drive")
            let id = try drive.create(["name": "a"])
            #expect(
                try drive.request("GET", "/drive/v3/files/\(id)?fields=parents").json["parents"]?.array == [
                    root["id"] ?? nil
                ])
        }
    }

    @Test func `what is not there is not found`() throws {
        try TestDrive.run { (drive) throws in
            let reply = try drive.request("GET", "/drive/v3/files/none")
            #expect(reply.status == 404)
            #expect(reply.json["error"]?["code"] == 404)
            #expect(reply.json["error"]?["message"] == "File not found: none.")
            #expect(reply.reason == "notFound")
            #expect(try drive.request("POST", "/drive/v3/files", json: ["parents": ["none"]]).status == 404)
            #expect(try drive.request("DELETE", "/drive/v3/files/none").status == 404)
            #expect(try drive.request("GET", "/drive/v3/nothing").status == 404)
        }
    }

    @Test func `properties merge, and null clears one`() throws {
        try TestDrive.run { (drive) throws in
            let id = try drive.create(["appProperties": ["a": "1", "b": "2"]])
            let reply = try drive.request(
                "PATCH", "/drive/v3/files/\(id)?fields=appProperties", json: ["appProperties": ["a": nil, "c": "3"]])
            #expect(reply.json == ["appProperties": ["b": "2", "c": "3"]])
        }
    }

    @Test func `a property has at most 124 bytes, a file at most 30 of them`() throws {
        try TestDrive.run { (drive) throws in
            func create(_ properties: JSON) throws -> Int {
                try drive.request("POST", "/drive/v3/files", json: ["appProperties": properties]).status
            }
            #expect(try create(["key": .string(String(repeating: "x", count: 121))]) == 200)
            #expect(try create(["key": .string(String(repeating: "x", count: 122))]) == 400)
            #expect(try create(["key": .string(String(repeating: "ü", count: 61))]) == 400)
            let many = (0..<31).map { ("k\($0)", JSON.string("v")) }
            #expect(try create(.object(Dictionary(uniqueKeysWithValues: many))) == 400)
        }
    }

    @Test func `a file moves from folder to folder and into the trash`() throws {
        try TestDrive.run { drive in
            let folder = try drive.create(["mimeType": "application/vnd.google-apps.folder"])
            let id = try drive.create(["name": "a"])
            let target = "/drive/v3/files/\(id)?fields=parents"
            #expect(try drive.request("PATCH", "\(target)&addParents=\(folder)").reason == "cannotAddParent")
            let moved = try drive.request("PATCH", "\(target)&addParents=\(folder)&removeParents=root")
            #expect(moved.json == ["parents": [.string(folder)]])
            _ = try drive.request("PATCH", "/drive/v3/files/\(id)", json: ["trashed": true])
            #expect(drive.simulator.files.first { $0.id == id }?.trashed == true)
        }
    }

    @Test func `a folder takes what lies in it into the trash, and out of it again`() throws {
        try TestDrive.run { drive in
            let folder = try drive.create(["mimeType": "application/vnd.google-apps.folder"])
            let id = try drive.create(["name": "a", "parents": [.string(folder)]])
            for trashed in [true, false] {
                _ = try drive.request("PATCH", "/drive/v3/files/\(folder)", json: ["trashed": .bool(trashed)])
                let inside = try drive.request("GET", "/drive/v3/files/\(id)?fields=trashed")
                #expect(inside.json == ["trashed": .bool(trashed)])
            }
        }
    }

    @Test func `delete answers 204 and takes a folder's content along`() throws {
        try TestDrive.run { drive in
            let folder = try drive.create(["mimeType": "application/vnd.google-apps.folder"])
            _ = try drive.create(["parents": [.string(folder)]])
            let reply = try drive.request("DELETE", "/drive/v3/files/\(folder)")
            #expect(reply.status == 204)
            #expect(reply.body.isEmpty)
            #expect(drive.simulator.files.isEmpty)
            #expect(try drive.request("DELETE", "/drive/v3/files/\(folder)").status == 404)
        }
    }

    @Test func `a generated id can be used once`() throws {
        try TestDrive.run { drive in
            let ids = try drive.request("GET", "/drive/v3/files/generateIds?count=2").json["ids"]?.array ?? []
            #expect(ids.count == 2)
            let metadata: JSON = ["id": try #require(ids.first)]
            #expect(try drive.request("POST", "/drive/v3/files", json: metadata).status == 200)
            #expect(try drive.request("POST", "/drive/v3/files", json: metadata).status == 409)
            #expect(try drive.request("POST", "/drive/v3/files", json: ["id": "../made-up"]).status == 400)
            #expect(try drive.request("GET", "/drive/v3/files/generateIds").json["ids"]?.array?.count == 10)
            #expect(try drive.request("GET", "/drive/v3/files/generateIds?count=1001").status == 400)
        }
    }

    @Test func `a download can be whole, in part, and beyond the end`() throws {
        try TestDrive.run { drive in
            let data = pattern(1000)
            let upload = try TestUpload(drive).send("0-999/1000", data)
            let target = "/drive/v3/files/\(try #require(upload.json["id"]?.string))?alt=media&acknowledgeAbuse=true"
            #expect(try drive.request("GET", target).body == data)
            let part = try drive.request("GET", target, ["Range: bytes=100-199"])
            #expect(part.status == 206)
            #expect(part.headers["content-range"] == "bytes 100-199/1000")
            #expect(part.body == Array(data[100..<200]))
            let beyond = try drive.request("GET", target, ["Range: bytes=1000-"])
            #expect(beyond.status == 416)
            #expect(beyond.headers["content-range"] == "bytes */1000")
        }
    }

    @Test func `a folder has nothing to download`() throws {
        try TestDrive.run { (drive) throws in
            #expect(try drive.request("GET", "/drive/v3/files/root?alt=media").reason == "fileNotDownloadable")
        }
    }

    @Test func `the trash cannot be emptied with this scope`() throws {
        try TestDrive.run { (drive) throws in
            #expect(try drive.request("DELETE", "/drive/v3/files/trash").reason == "insufficientPermissions")
        }
    }

    @Test func `about needs fields and counts the trash`() throws {
        try TestDrive.run { drive in
            drive.simulator.setQuota(limit: 5000, usage: 100)
            #expect(try drive.request("GET", "/drive/v3/about").reason == "required")
            let id = try #require(try TestUpload(drive).send("0-9/10", pattern(10)).json["id"]?.string)
            _ = try drive.request("PATCH", "/drive/v3/files/\(id)", json: ["trashed": true])
            let about = try drive.request("GET", "/drive/v3/about?fields=storageQuota,user/emailAddress").json
            #expect(
                about == [
                    "storageQuota": [
                        "limit": "5000", "usage": "110", "usageInDrive": "10", "usageInDriveTrash": "10",
                    ], "user": ["emailAddress": "simulator@example.com"],
                ])
            drive.simulator.setQuota(limit: nil, usage: 0)
            let unlimited = try drive.request("GET", "/drive/v3/about?fields=storageQuota/limit").json
            #expect(unlimited == ["storageQuota": [:]])
        }
    }
}
