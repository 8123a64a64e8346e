import Cryptography
import DriveSimulator
import JSON
import Testing

@Suite struct SimpleUploadTests {
    private static let target = "/upload/drive/v3/files?uploadType=multipart&fields=id,name,mimeType,size,md5Checksum"

    private func body(_ content: [UInt8], newline: String = "\r\n") -> [UInt8] {
        let head = [
            "--limit", "Content-Type: application/json; charset=UTF-8", "", #"{"name":"small.txt"}"#, "--limit",
            "Content-Type: text/plain", "Content-Transfer-Encoding: binary", "", "",
        ].joined(separator: newline)
        return Array(head.utf8) + content + Array("\(newline)--limit--\(newline)".utf8)
    }

    private let headers = ["Content-Type: multipart/related; boundary=\"limit\""]

    @Test(arguments: ["\r\n", "\n"]) func `both parts are read, whatever ends the lines`(newline: String) throws {
        try TestDrive.run { drive in
            let content = Array("not the \r\n--limi or \n--limi\r".utf8) + pattern(5000) + [13]
            let reply = try drive.request("POST", Self.target, headers, body(content, newline: newline))
            #expect(reply.status == 200)
            #expect(reply.json["name"] == "small.txt")
            #expect(reply.json["mimeType"] == "text/plain")
            #expect(reply.json["md5Checksum"]?.string == Digest.hex(.md5, of: content))
        }
    }

    @Test(arguments: [0, 1, 262_143, 262_144, 700_000]) func `content of any size survives`(size: Int) throws {
        try TestDrive.run { drive in
            let content = pattern(size)
            let reply = try drive.request("POST", Self.target, headers, body(content))
            #expect(reply.json["size"]?.string == String(size))
            #expect(reply.json["md5Checksum"]?.string == Digest.hex(.md5, of: content))
        }
    }

    @Test func `chunked transfer encoding is read`() throws {
        try TestDrive.run { drive in
            let content = pattern(1000)
            let whole = body(content)
            let size = String(whole.count, radix: 16)
            let reply = try drive.request(
                "POST", Self.target, headers + ["Transfer-Encoding: chunked"],
                Array("\(size)\r\n".utf8) + whole + Array("\r\n0\r\n\r\n".utf8))
            #expect(reply.json["md5Checksum"]?.string == Digest.hex(.md5, of: content))
        }
    }

    @Test func `media alone makes a file without a name`() throws {
        try TestDrive.run { drive in
            let reply = try drive.request(
                "POST", "/upload/drive/v3/files?uploadType=media", ["Content-Type: text/plain"], [1, 2, 3])
            #expect(reply.json["name"] == "Untitled")
            #expect(drive.simulator.files.first?.size == 3)
        }
    }

    @Test func `a file's content and name can be replaced in one request`() throws {
        try TestDrive.run { (drive) throws in
            let id = try drive.create(["name": "old"])
            let target = "/upload/drive/v3/files/\(id)?uploadType=multipart"
            #expect(try drive.request("PATCH", target, headers, body([1, 2])).json["name"] == "small.txt")
            #expect(drive.simulator.content(of: id) == [1, 2])
        }
    }

    @Test(arguments: ["", "--limit", "--limit\r\n\r\n{}", "--limit\r\n\r\n{}\r\n--limit\r\n\r\nno end", "no boundary"])
    func `a body that is cut off makes no file`(text: String) throws {
        try TestDrive.run { (drive) throws in
            #expect(try drive.request("POST", Self.target, headers, Array(text.utf8)).status == 400)
            #expect(drive.simulator.files.isEmpty)
        }
    }

    @Test func `the quota counts`() throws {
        try TestDrive.run(\.quotaLimit, 10) { (drive) throws in
            #expect(try drive.request("POST", Self.target, headers, body(pattern(11))).reason == "storageQuotaExceeded")
            #expect(try drive.request("POST", Self.target, headers, body(pattern(10))).status == 200)
        }
    }
}
