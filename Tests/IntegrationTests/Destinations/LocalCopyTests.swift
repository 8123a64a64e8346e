import Agent
import DriveSimulator
import FoundationEssentials
import Glibc
import JSON
import TestSupport
import Testing

/// Copies that are made while a backup goes to its destination, and what a crash leaves of both.
@Suite struct LocalCopyTests {
    private func files(_ folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }

    private func asDestination(_ folder: String) -> [String: String] {
        ["DRIVEPIPE_DESTINATION": "folder", "DRIVEPIPE_DESTINATION_DIR": folder]
    }

    @Test(arguments: ["true", "false"])
    func `the copy is the same as the file in Drive, and a destination of its own`(required: String) async throws {
        let site = try await Site(kibibytes: 1_024)
        let folder = try site.folder.makeFolder("copies")
        let settings = ["DRIVEPIPE_TEE": folder, "DRIVEPIPE_TEE_REQUIRED": required]
        let run = try DrivePipeRun(site, ["backup", "--json"], settings)
        #expect(try await run.ended() == 0, "\(run.output)")
        let file = try #require(site.backups.first)
        #expect(files(folder) == [".\(file.name).drivepipe.json", file.name])
        let copy = try Data(contentsOf: URL(filePath: "\(folder)/\(file.name)"))
        #expect(site.drive.content(of: file.id).map { Data($0) } == copy)
        for command in [["list", "--json"], ["verify", "--json"], ["restore", "--json", "--to", folder + "/out"]] {
            let run = try DrivePipeRun(site, command, asDestination(folder))
            #expect(try await run.ended() == 0, "\(run.output)")
        }
    }

    @Test func `copies go by the rules, too`() async throws {
        let site = try await Site(kibibytes: 1)
        let folder = try site.folder.makeFolder("copies")
        try site.folder.write("a stranger's", to: "copies/holiday.tar")
        for _ in 1...3 {
            let run = try DrivePipeRun(
                site, ["backup"], ["DRIVEPIPE_TEE": folder, "DRIVEPIPE_RETENTION_KEEP_LAST": "1"])
            #expect(try await run.ended() == 0, "\(run.output)")
        }
        #expect(files(folder).count { $0.hasSuffix(".tar") && !$0.hasPrefix(".") } == 2)
        #expect(files(folder).count == 3 && site.backups.count == 1)
    }

    @Test func `a copy that cannot be made is a warning, or the end of the backup where it is required`() async throws {
        let site = try await Site(kibibytes: 64)
        let settings = ["DRIVEPIPE_TEE": site.folder.path("nowhere")]
        let run = try DrivePipeRun(site, ["backup", "--json"], settings)
        #expect(try await run.ended() == 3)
        #expect(try run.json()["warnings"] == 1)
        #expect(site.backups.count == 1)
        let required = try DrivePipeRun(
            site, ["backup", "--json"], settings.merging(["DRIVEPIPE_TEE_REQUIRED": "true"]) { $1 })
        #expect(try await required.ended() == 1)
        #expect(try required.json()["error"] == "copy_failed")
        #expect(site.backups.count == 1 && site.drive.openSessions == 0)
    }

    @Test func `a required copy that fails after the upload fails the job, which says that the backup is there`()
        async throws
    {
        let site = try await Site(kibibytes: 4_096)
        let folder = try site.folder.makeFolder("copies")
        let settings = [
            "DRIVEPIPE_TEE": folder, "DRIVEPIPE_TEE_REQUIRED": "true", "DRIVEPIPE_DRIVE_CHUNK_SIZE": "256KiB",
        ]
        site.drive.add(Fault(.delay(seconds: 0.3), on: .chunk, from: 1, times: nil))
        let run = try DrivePipeRun(site, ["backup", "--json"], settings)
        try await eventually { files(folder).contains { $0.hasSuffix(".tar.partial") } }
        // Somebody takes the name under which the copy is to be seen.
        let hidden = try #require(files(folder).first { $0.hasSuffix(".tar.partial") })
        let name = String(hidden.dropFirst().dropLast(".partial".count))
        try site.folder.write("a stranger's", to: "copies/\(name)")
        #expect(run.wait() == 1, "\(run.output)")
        let result = try run.json()
        #expect(result["error"] == "copy_failed")
        #expect(result["message"]?.string?.contains("in Google Drive, whole and verified") == true, "\(run.output)")
        #expect(site.backups.count == 1 && files(folder) == [name])
        #expect(try site.folder.read("copies/\(name)") == "a stranger's")
    }

    @Test func `copies into the destination itself are none, and never in its way`() async throws {
        let site = try await Site(kibibytes: 64)
        let folder = try site.folder.makeFolder("nas")
        let link = site.folder.path("same")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: folder)
        for _ in 0..<5 {
            let run = try DrivePipeRun(
                site, ["backup", "--json"], asDestination(folder).merging(["DRIVEPIPE_TEE": link]) { $1 })
            #expect(run.wait() == 3, "\(run.output)")
            #expect(try run.json()["warnings"] == 1)
        }
        #expect(files(folder).count == 10)
    }

    @Test func `an upload that fails leaves no copy`() async throws {
        let site = try await Site(kibibytes: 1_024)
        let folder = try site.folder.makeFolder("copies")
        site.drive.add(Fault(.status(403, reason: "storageQuotaExceeded"), on: .chunk, from: 3))
        let run = try DrivePipeRun(site, ["backup"], ["DRIVEPIPE_TEE": folder])
        #expect(try await run.ended() == 1)
        #expect(files(folder) == [] && site.backups.isEmpty)
    }

    /// Not every machine lets a test do that.
    private static let canMount =
        (try? Program.run("unshare", ["-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]).status) == 0

    @Test(.enabled(if: canMount)) func `a disk that gets full costs the copy, not the backup`() async throws {
        let site = try await Site(kibibytes: 12_288)
        let disk = try site.folder.makeFolder("disk")
        try #require(mount("tmpfs", disk, "tmpfs", 0, "size=6m") == 0)
        defer { umount2(disk, 2) }
        let run = try DrivePipeRun(site, ["backup", "--json"], ["DRIVEPIPE_TEE": disk])
        #expect(try await run.ended() == 3, "\(run.output)")
        #expect(site.backups.count == 1 && files(disk) == [])
        let full = try DrivePipeRun(site, ["backup", "--json"], asDestination(disk))
        #expect(try await full.ended() == 1)
        #expect(["drive_space", "destination_full"].contains(try full.json()["error"]?.string ?? ""))
        #expect(files(disk) == [])
    }

    @Test func `killed at any moment, nothing in the folder or the copies looks whole that is not`() async throws {
        let site = try await Site(kibibytes: 4_096)
        let (nas, copies) = (try site.folder.makeFolder("nas"), try site.folder.makeFolder("copies"))
        var settings = asDestination(nas)
        settings["DRIVEPIPE_TEE"] = copies
        settings["DRIVEPIPE_TEE_REQUIRED"] = "true"
        settings["DRIVEPIPE_RETENTION_KEEP_LAST"] = "0"
        let rounds = ProcessInfo.processInfo.environment["DRIVEPIPE_CHAOS"] == nil ? 25 : 1_000
        for _ in 0..<rounds {
            let run = try DrivePipeRun(site, ["backup"], settings)
            try await Task.sleep(for: .microseconds(Int.random(in: 0...300_000)))
            kill(run.pid, SIGKILL)
            _ = try await run.ended()
        }
        #expect(try await DrivePipeRun(site, ["backup"], settings).ended() == 0)
        for folder in [nas, copies] {
            let names = files(folder).filter { !$0.hasPrefix(".") }
            // Leftovers went with the last backup: each file has its notes, and nothing else is there.
            #expect(Set(files(folder)) == Set(names + names.map { ".\($0).drivepipe.json" }))
            for name in names {
                let run = try DrivePipeRun(site, ["verify", "\(folder)/\(name)"])
                #expect(try await run.ended() == 0, "\(run.output)")
            }
        }
    }
}
