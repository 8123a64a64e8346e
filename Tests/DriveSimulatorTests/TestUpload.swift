import DriveSimulator
import JSON
import Testing

/// A resumable session as a test drives it.
struct TestUpload {
    static let fields = "id,name,size,md5Checksum,appProperties"

    let drive: TestDrive
    /// Path and query of the session URI.
    let target: String

    init(
        _ drive: TestDrive, _ metadata: JSON = ["name": "backup.tar"], declared: Int? = nil,
        fields: String = Self.fields
    ) throws {
        let headers = declared.map { ["X-Upload-Content-Length: \($0)"] } ?? []
        let reply = try drive.request(
            "POST", "/upload/drive/v3/files?uploadType=resumable&fields=\(fields)", headers, metadata.text)
        try self.init(drive, started: reply)
    }

    init(_ drive: TestDrive, started reply: Reply) throws {
        #expect(reply.status == 200)
        let location = try #require(reply.headers["location"])
        self.drive = drive
        target = String(location.dropFirst(drive.simulator.url.count))
    }

    /// Sends bytes with a `Content-Range`, or without when it is nil.
    func send(_ range: String?, _ body: [UInt8] = [], method: String = "PUT") throws -> Reply {
        try #require(exchange(range, body, method: method))
    }

    /// As `send`; nil when the connection was cut.
    func exchange(_ range: String?, _ body: [UInt8] = [], method: String = "PUT") -> Reply? {
        drive.exchange(method, target, range.map { ["Content-Range: bytes \($0)"] } ?? [], body)
    }

    /// The `Range` of the answer to a status query.
    func kept() throws -> String? {
        let reply = try send("*/*")
        #expect(reply.status == 308)
        return reply.headers["range"]
    }
}
