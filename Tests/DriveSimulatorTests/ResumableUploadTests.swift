import Cryptography
import DriveSimulator
import JSON
import Testing

@Suite struct ResumableUploadTests {
    private static let quantum = 262_144

    @Test(arguments: ["PUT", "POST"]) func `chunks of unknown total end with the true total`(method: String) throws {
        try TestDrive.run { drive in
            let data = pattern(600_000)
            let upload = try TestUpload(drive, ["name": "backup.tar", "appProperties": ["slug": "abc"]])
            let first = try upload.send("0-524287/*", Array(data[..<524_288]), method: method)
            #expect(first.status == 308)
            #expect(first.headers["range"] == "bytes=0-524287")
            #expect(first.headers["location"] == nil)
            #expect(first.body.isEmpty)
            let last = try upload.send("524288-599999/600000", Array(data[524_288...]), method: method)
            #expect(last.status == 200)
            #expect(last.json["size"] == "600000")
            #expect(last.json["md5Checksum"]?.string == Digest.hex(.md5, of: data))
            #expect(last.json["appProperties"] == ["slug": "abc"])
            #expect(last.json.object?.count == 5)
            let id = try #require(last.json["id"]?.string)
            #expect(drive.simulator.content(of: id) == data)
            #expect(drive.simulator.openSessions == 0)
        }
    }

    @Test(arguments: [
        "/upload/drive/v3/files", "/upload/drive/v3/files/", "/resumable/upload/drive/v3/files",
        "/resumable/upload/drive/v3/files/",
    ])
    func `every address of the upload interface starts a session`(path: String) throws {
        try TestDrive.run { drive in
            let started = try drive.request("POST", "\(path)?uploadType=resumable", [], Array("{}".utf8))
            let upload = try TestUpload(drive, started: started)
            #expect(started.headers["x-guploader-uploadid"] != nil)
            #expect(try upload.send("0-2/3", [1, 2, 3]).status == 200)
        }
    }

    @Test func `without fields only four members come back`() throws {
        try TestDrive.run { drive in
            let started = try drive.request("POST", "/upload/drive/v3/files?uploadType=resumable")
            let reply = try TestUpload(drive, started: started).send("0-2/3", [1, 2, 3])
            #expect(reply.json.object?.keys.sorted() == ["id", "kind", "mimeType", "name"])
        }
    }

    @Test func `a status query tells what is kept, and nothing when nothing is`() throws {
        try TestDrive.run { drive in
            let upload = try TestUpload(drive)
            #expect(try upload.kept() == nil)
            _ = try upload.send("0-262143/*", pattern(Self.quantum))
            #expect(try upload.kept() == "bytes=0-262143")
            #expect(try upload.send("*/999999").headers["range"] == "bytes=0-262143")
        }
    }

    @Test func `a query with the total that is kept finishes the file`() throws {
        try TestDrive.run { drive in
            let upload = try TestUpload(drive)
            let data = pattern(Self.quantum)
            _ = try upload.send("0-262143/*", data)
            let reply = try upload.send("*/262144")
            #expect(reply.status == 200)
            #expect(reply.json["md5Checksum"]?.string == Digest.hex(.md5, of: data))
        }
    }

    @Test(arguments: [nil, "*/0", "0--1/0"] as [String?]) func `an empty file has three ways to end`(range: String?)
        throws
    {
        try TestDrive.run { drive in
            let reply = try TestUpload(drive).send(range)
            #expect(reply.status == 200)
            #expect(reply.json["size"] == "0")
            #expect(reply.json["md5Checksum"] == "d41d8cd98f00b204e9800998ecf8427e")
        }
    }

    @Test func `the malformed end of the Python client is refused when strict`() throws {
        try TestDrive.run(\.lenientRanges, false) { drive in
            let reply = try TestUpload(drive).send("0--1/0")
            #expect(reply.status == 400)
            #expect(reply.text == "Failed to parse Content-Range header.")
        }
    }

    @Test func `without a range the body is the whole file`() throws {
        try TestDrive.run { (drive) throws in
            let data = pattern(300_000)
            #expect(try TestUpload(drive).send(nil, data).json["md5Checksum"]?.string == Digest.hex(.md5, of: data))
        }
    }

    @Test func `of a chunk that is no multiple only whole quanta are kept`() throws {
        try TestDrive.run { drive in
            let upload = try TestUpload(drive)
            let data = pattern(600_000)
            let reply = try upload.send("0-599999/*", data)
            #expect(reply.headers["range"] == "bytes=0-524287")
            #expect(
                try upload.send("524288-599999/600000", Array(data[524_288...])).json["md5Checksum"]?.string
                    == Digest.hex(.md5, of: data))
        }
    }

    @Test func `a chunk below one quantum is refused in Google's words`() throws {
        try TestDrive.run { drive in
            let upload = try TestUpload(drive)
            let reply = try upload.send("0-99/*", pattern(100))
            #expect(reply.status == 400)
            #expect(reply.text.hasPrefix("Invalid request.  The number of bytes uploaded is required to be equal or"))
            #expect(try upload.kept() == nil)
        }
    }

    @Test func `a gap is refused as 503 in Google's words`() throws {
        try TestDrive.run { drive in
            let reply = try TestUpload(drive).send("262144-524287/*", pattern(Self.quantum))
            #expect(reply.status == 503)
            #expect(reply.headers["content-type"]?.hasPrefix("text/plain") == true)
            #expect(
                reply.text == "Invalid request.  According to the Content-Range header, the upload offset is "
                    + "262144 byte(s), which exceeds already uploaded size of 0 byte(s).")
        }
    }

    @Test func `bytes sent twice are kept once`() throws {
        try TestDrive.run { drive in
            let upload = try TestUpload(drive)
            let data = pattern(800_000)
            _ = try upload.send("0-524287/*", Array(data[..<524_288]))
            #expect(try upload.send("0-262143/*", Array(data[..<262_144])).headers["range"] == "bytes=0-524287")
            let reply = try upload.send("262144-799999/800000", Array(data[262_144...]))
            #expect(reply.json["md5Checksum"]?.string == Digest.hex(.md5, of: data))
        }
    }

    @Test func `a range that is none and a body of another length are refused`() throws {
        try TestDrive.run { drive in
            let upload = try TestUpload(drive)
            #expect(try upload.send("0-5", pattern(6)).text == "Failed to parse Content-Range header.")
            #expect(try upload.send("0-9/10", pattern(9)).status == 400)
            #expect(try upload.kept() == nil)
        }
    }

    @Test func `after the end every request gets the same answer`() throws {
        try TestDrive.run { drive in
            let upload = try TestUpload(drive)
            let done = try upload.send("0-9/10", pattern(10))
            #expect(try upload.send("0-9/10", pattern(10)).body == done.body)
            #expect(try upload.send("*/*").body == done.body)
            #expect(try upload.send("*/*").status == 200)
            #expect(drive.simulator.files.count == 1)
        }
    }

    @Test(arguments: [499, 204]) func `a deleted session is gone and leaves no file`(status: Int) throws {
        try TestDrive.run(\.cancelStatus, status) { drive in
            let upload = try TestUpload(drive)
            _ = try upload.send("0-262143/*", pattern(Self.quantum))
            #expect(drive.simulator.openSessions == 1)
            #expect(try drive.request("DELETE", upload.target).status == status)
            #expect(try upload.send("*/*").status == (status == 204 ? 404 : 499))
            #expect(drive.simulator.openSessions == 0)
            #expect(drive.simulator.files.isEmpty)
        }
    }

    @Test func `an unknown session is not found`() throws {
        try TestDrive.run { (drive) throws in
            #expect(
                try drive.request("PUT", "/upload/drive/v3/files?upload_id=x", ["Content-Range: bytes */*"]).status
                    == 404)
        }
    }

    @Test func `a total other than the declared one is refused`() throws {
        try TestDrive.run { drive in
            let upload = try TestUpload(drive, declared: 10)
            #expect(try upload.send("0-10/11", pattern(11)).status == 400)
            #expect(try upload.send("0-9/*", pattern(10)).status == 200)
        }
    }

    @Test func `a declared length beyond the quota is refused at the start`() throws {
        try TestDrive.run(\.quotaLimit, 1000) { drive in
            let reply = try drive.request(
                "POST", "/upload/drive/v3/files?uploadType=resumable", ["X-Upload-Content-Length: 1001"])
            #expect(reply.status == 403)
            #expect(reply.reason == "storageQuotaExceeded")
        }
    }

    @Test func `an undeclared length meets the quota on the way`() throws {
        try TestDrive.run(\.quotaLimit, 300_000) { drive in
            let upload = try TestUpload(drive)
            #expect(try upload.send("0-262143/*", pattern(Self.quantum)).status == 308)
            let reply = try upload.send("262144-524287/*", pattern(Self.quantum))
            #expect(reply.status == 403)
            #expect(reply.reason == "storageQuotaExceeded")
            #expect(try upload.kept() == "bytes=0-262143")
        }
    }

    @Test func `a chunk in chunked transfer encoding counts like any other`() throws {
        try TestDrive.run { drive in
            let data = pattern(300_000)
            let upload = try TestUpload(drive)
            let head = drive.head(
                "PUT", upload.target, ["Transfer-Encoding: chunked", "Content-Range: bytes 0-299999/300000"])
            let connection = drive.connect()
            connection.send(head)
            connection.send("3E8;name=value\r\n")
            connection.send(Array(data[..<1000]) + Array("\r\n48FF8\r\n".utf8))
            connection.send(Array(data[1000...]) + Array("\r\n0\r\nTrailer: x\r\n\r\n".utf8))
            #expect(try #require(connection.reply()).json["md5Checksum"]?.string == Digest.hex(.md5, of: data))
        }
    }

    @Test func `a cut in the middle of a chunk leaves whole quanta`() throws {
        try TestDrive.run { drive in
            let upload = try TestUpload(drive)
            let connection = drive.connect()
            connection.send(
                drive.head("PUT", upload.target, ["Content-Length: 1048576", "Content-Range: bytes 0-1048575/*"]))
            connection.send(pattern(600_000))
            connection.finishSending()
            #expect(connection.endsSilently())
            #expect(try upload.kept() == "bytes=0-524287")
        }
    }

    @Test func `a later request takes a session over from one that hangs`() throws {
        try TestDrive.run { drive in
            let upload = try TestUpload(drive)
            let hanging = drive.connect()
            let data = pattern(Self.quantum * 2)
            hanging.send(
                drive.head("PUT", upload.target, ["Content-Length: 524288", "Content-Range: bytes 0-524287/*"]))
            hanging.send(Array(data[..<300_000]))
            drive.waitUntil { $0.bytesKept >= Self.quantum }
            #expect(try upload.kept() == "bytes=0-262143")
            hanging.send(Array(data[300_000...]))
            #expect(hanging.endsSilently())
            #expect(try upload.kept() == "bytes=0-262143")
        }
    }

    @Test func `a session can replace the content of a file`() throws {
        try TestDrive.run { drive in
            let id = try drive.create(["name": "old"])
            let before = try drive.request("GET", "/drive/v3/files/\(id)?fields=headRevisionId").json
            let started = try drive.request(
                "PATCH", "/upload/drive/v3/files/\(id)?uploadType=resumable&fields=id,name,size,headRevisionId", [],
                Array(#"{"name":"new"}"#.utf8))
            let reply = try TestUpload(drive, started: started).send("0-2/3", [1, 2, 3])
            #expect(reply.json["id"]?.string == id)
            #expect(reply.json["name"] == "new")
            #expect(reply.json["size"] == "3")
            #expect(reply.json["headRevisionId"] != before["headRevisionId"])
            #expect(drive.simulator.files.count == 1)
        }
    }

    @Test func `metadata errors come at the start`() throws {
        try TestDrive.run { drive in
            let start = "/upload/drive/v3/files?uploadType=resumable"
            #expect(try drive.request("POST", start, json: ["parents": ["nowhere"]]).reason == "notFound")
            let id = try drive.create(["name": "taken"])
            #expect(try drive.request("POST", start, json: ["id": .string(id)]).status == 409)
            #expect(try drive.request("POST", start, [], Array("{".utf8)).reason == "parseError")
            #expect(try drive.request("POST", start + "&fields=nonsense").reason == "invalidParameter")
            #expect(try drive.request("PATCH", "/upload/drive/v3/files/none?uploadType=resumable").status == 404)
            #expect(drive.simulator.openSessions == 0)
        }
    }

    @Test func `behind a TLS proxy the session URI is one of https`() throws {
        try TestDrive.run { drive in
            let reply = try drive.request(
                "POST", "/upload/drive/v3/files?uploadType=resumable",
                ["X-Forwarded-Proto: https"])
            #expect(reply.headers["location"]?.hasPrefix("https://127.0.0.1:") == true)
        }
    }
}
