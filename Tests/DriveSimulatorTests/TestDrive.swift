import Cryptography
import DriveSimulator
import Glibc
import JSON
import Testing

/// A running simulator and a client of it, for the time of one test.
struct TestDrive {
    let simulator: DriveSimulator
    let token: String

    /// Runs `body` against a simulator of its own.
    static func run(_ body: (TestDrive) throws -> Void) throws {
        try run(DriveSimulator.Configuration(), body)
    }

    /// Runs `body` against a simulator that differs from the default in one setting.
    static func run<Value>(
        _ setting: WritableKeyPath<DriveSimulator.Configuration, Value>, _ value: Value,
        _ body: (TestDrive) throws -> Void
    ) throws {
        var configuration = DriveSimulator.Configuration()
        configuration[keyPath: setting] = value
        try run(configuration, body)
    }

    static func run(
        _ configuration: DriveSimulator.Configuration, _ body: (TestDrive) throws -> Void
    ) throws {
        let simulator = try DriveSimulator(configuration)
        simulator.start()
        defer { simulator.stop() }
        try body(TestDrive(simulator: simulator, token: simulator.issueAccessToken()))
    }

    func connect() -> RawConnection { RawConnection(port: simulator.port) }

    /// The head of an authorized request.
    func head(_ method: String, _ target: String, _ headers: [String]) -> String {
        let lines = [
            "\(method) \(target) HTTP/1.1", "Host: 127.0.0.1:\(simulator.port)", "Authorization: Bearer \(token)",
        ]
        return (lines + headers).joined(separator: "\r\n") + "\r\n\r\n"
    }

    /// One request on a connection of its own; nil when it was cut.
    func exchange(_ method: String, _ target: String, _ headers: [String] = [], _ body: [UInt8] = []) -> Reply? {
        let connection = connect()
        let length = headers.contains { $0.hasPrefix("Transfer-Encoding") } ? [] : ["Content-Length: \(body.count)"]
        connection.send(head(method, target, headers + length))
        connection.send(body)
        return connection.reply(hasBody: method != "HEAD")
    }

    /// As `exchange`, for requests that must be answered.
    func request(
        _ method: String, _ target: String, _ headers: [String] = [], _ body: [UInt8] = []
    ) throws -> Reply {
        try #require(exchange(method, target, headers, body))
    }

    func request(_ method: String, _ target: String, json: JSON) throws -> Reply {
        try request(method, target, ["Content-Type: application/json"], json.text)
    }

    /// Waits, ten seconds at most, until the simulator has come so far.
    func waitUntil(_ condition: (DriveSimulator) -> Bool) {
        for _ in 0..<10_000 where !condition(simulator) { usleep(1000) }
    }

    /// Makes a file or folder without content.
    func create(_ metadata: JSON) throws -> String {
        let reply = try request("POST", "/drive/v3/files", json: metadata)
        return try #require(reply.json["id"]?.string)
    }
}

/// `count` bytes in which no two quanta are alike.
func pattern(_ count: Int) -> [UInt8] {
    var bytes = (0..<251).map { UInt8($0) }
    while bytes.count < count { bytes += bytes }
    return Array(bytes.prefix(count))
}
