import Cryptography
import DriveSimulator
import FoundationEssentials
import JSON
import Testing

@Suite struct ContentStorageTests {
    private func inFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.path + "/drive-simulator-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    private func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }

    @Test func `a folder holds one file for each Drive file, named for its id`() throws {
        try inFolder { folder in
            try TestDrive.run(\.storage, .folder(folder)) { drive in
                let data = pattern(300_000)
                let upload = try TestUpload(drive)
                _ = try upload.send("0-262143/*", Array(data[..<262_144]))
                #expect(try names(in: folder).first?.hasPrefix("session-") == true)
                let id = try #require(
                    try upload.send("262144-299999/300000", Array(data[262_144...])).json["id"]?.string)
                #expect(try names(in: folder) == [id])
                #expect(drive.simulator.content(of: id) == data)
                #expect(try drive.request("GET", "/drive/v3/files/\(id)?alt=media").body == data)
                _ = try drive.request("DELETE", "/drive/v3/files/\(id)")
                #expect(try names(in: folder).isEmpty)
            }
        }
    }

    @Test func `sessions given up leave nothing in the folder`() throws {
        try inFolder { folder in
            try TestDrive.run(\.storage, .folder(folder)) { drive in
                let upload = try TestUpload(drive)
                _ = try upload.send("0-262143/*", pattern(262_144))
                _ = try drive.request("DELETE", upload.target)
                #expect(try names(in: folder).isEmpty)
                _ = try TestUpload(drive)
                drive.simulator.stop()
                #expect(try names(in: folder).isEmpty)
            }
        }
    }

    @Test func `new content takes the place of the old`() throws {
        try inFolder { folder in
            try TestDrive.run(\.storage, .folder(folder)) { drive in
                let id = try drive.create(["name": "a"])
                _ = try drive.request("PATCH", "/upload/drive/v3/files/\(id)?uploadType=media", [], [1, 2, 3])
                #expect(try names(in: folder) == [id])
                #expect(drive.simulator.content(of: id) == [1, 2, 3])
            }
        }
    }

    @Test func `discarded content leaves size and checksum`() throws {
        try TestDrive.run(\.storage, .discard) { drive in
            let reply = try TestUpload(drive).send("0-9/10", pattern(10))
            let id = try #require(reply.json["id"]?.string)
            #expect(reply.json["md5Checksum"]?.string == Digest.hex(.md5, of: pattern(10)))
            #expect(drive.simulator.content(of: id) == nil)
            #expect(try drive.request("GET", "/drive/v3/files/\(id)?alt=media").status == 404)
        }
    }

    @Test func `sha256 is there when it is asked for`() throws {
        for wanted in [true, false] {
            try TestDrive.run(\.sha256, wanted) { drive in
                let reply = try TestUpload(drive, fields: "sha256Checksum").send("*/0")
                #expect((reply.json["sha256Checksum"] != nil) == wanted)
            }
        }
    }

    @Test func `a folder that cannot be made is an error that says so`() {
        var configuration = DriveSimulator.Configuration()
        configuration.storage = .folder("/dev/null/folder")
        let error = #expect(throws: SimulatorError.self) { try DriveSimulator(configuration) }
        #expect(error?.code == "cannot_store")
    }
}
