import DriveSimulator
import FoundationEssentials
import Glibc
import JSON
import TestSupport
import Testing

/// Sizes that do not fit into 32 bits, from sparse files that take no room.
@Suite struct LargeBackupTests {
    @Test(arguments: [false, true])
    func `more than four gibibytes arrive whole`(isCompressed: Bool) async throws {
        var settings = DriveSimulator.Configuration()
        settings.storage = .discard
        settings.quotaLimit = nil
        let site = try await Site(kibibytes: 1, drive: settings)
        let size = 4 << 30 + 12_345_678
        let file = open(site.folder.path("config/camera.mp4"), O_WRONLY | O_CREAT, 0o600)
        #expect(ftruncate(file, off_t(size)) == 0)
        close(file)
        let run = try DrivePipeRun(
            site, ["backup", "--json"],
            [
                "DRIVEPIPE_BACKUP_COMPRESSED": "\(isCompressed)", "DRIVEPIPE_DRIVE_CHUNK_SIZE": "8MiB",
                "DRIVEPIPE_BACKUP_LEVEL": "1",
            ])
        #expect(run.wait() == 0, "\(run.output)")
        let backup = try #require(site.backups.first)
        #expect(try run.json()["size_bytes"] == .integer(backup.size))
        #expect(try run.json()["md5"] == .string(backup.md5 ?? ""))
        #expect(isCompressed || backup.size > Int64(size))
    }
}
