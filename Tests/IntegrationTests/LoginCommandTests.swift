import DriveSimulator
import FoundationEssentials
import Glibc
import JSON
import TestSupport
import Testing

/// `drivepipe login` as somebody at a terminal and a script see it.
@Suite(.timeLimit(.minutes(10))) struct LoginCommandTests {
    private func site(_ approval: DeviceApproval = .byHand) async throws -> Site {
        var settings = DriveSimulator.Configuration()
        settings.deviceApproval = approval
        settings.deviceInterval = 1
        let site = try await Site(kibibytes: 1, drive: settings)
        try site.writeClient()
        return site
    }

    @Test func `it says where to go, waits, and keeps the token for the owner's eyes`() async throws {
        let site = try await site()
        chmod(site.folder.path("credentials.json"), 0o644)
        let run = try DrivePipeRun(site, ["login"])
        try await eventually { run.output.contains("enter the code SIMU-") }
        #expect(run.output.contains("https://www.google.com/device"))
        #expect(run.output.contains("Others may read the credentials"))
        site.drive.decideDevice(approve: true)
        #expect(run.wait() == 0)
        #expect(run.output.contains("connected to simulator@example.com"))
        var status = stat()
        stat(site.folder.path("credentials.json"), &status)
        #expect(status.st_mode & 0o777 == 0o600)
        #expect(try DrivePipeRun(site, ["backup"]).wait() == 0)
        let again = try DrivePipeRun(site, ["login", "--json"])
        #expect(again.wait() == 0)
        #expect(try again.json() == ["state": "authorized", "account": "simulator@example.com"])
        #expect(!again.output.contains("Others may read"))
    }

    @Test func `no client is exit code 2 and the way to one`() async throws {
        let site = try await site()
        try site.folder.write("{}", to: "credentials.json")
        for file in ["credentials.json", "none.json"] {
            let run = try DrivePipeRun(
                site, ["login", "--json"], ["DRIVEPIPE_DRIVE_CREDENTIALS": site.folder.path(file)])
            #expect(run.wait() == 2)
            let result = try run.json()
            #expect(result["error"] == "client_missing")
            #expect(result["message"]?.string?.contains("TVs and Limited Input devices") == true)
        }
    }

    @Test func `who keeps backups in a folder is not sent to Google`() async throws {
        let site = try await site()
        let folder = ["DRIVEPIPE_DESTINATION": "folder", "DRIVEPIPE_DESTINATION_DIR": site.folder.path("nas")]
        let run = try DrivePipeRun(site, ["login", "--json"], folder)
        #expect(try await run.ended() == 0)
        #expect(try run.json() == ["state": "not_needed", "account": nil])
        #expect(site.drive.requests.isEmpty)
    }

    @Test func `a denial is exit code 1, an interruption 130, and nothing is changed`() async throws {
        let denied = try await site(.denied)
        let run = try DrivePipeRun(denied, ["login", "--json"])
        #expect(run.wait() == 1)
        #expect(try run.json()["error"] == "login_denied")
        let site = try await site()
        let interrupted = try DrivePipeRun(site, ["login"])
        try await eventually { interrupted.output.contains("SIMU-") }
        kill(interrupted.pid, SIGINT)
        #expect(interrupted.wait() == 130)
        #expect(throws: TestFailure.self) { try site.refreshToken() }
    }

    @Test func `a new sign-in that Drive refuses leaves the old one, and the first is kept`() async throws {
        var settings = DriveSimulator.Configuration()
        settings.deviceApproval = .afterPolls(0)
        settings.deviceInterval = 1
        let site = try await Site(kibibytes: 1, drive: settings)
        let old = try site.refreshToken()
        site.drive.add(Fault(.status(403, reason: "accessNotConfigured"), on: .about, times: 2))
        let run = try DrivePipeRun(site, ["login", "--force", "--json"])
        #expect(run.wait() == 1)
        #expect(try site.refreshToken() == old)
        #expect(try DrivePipeRun(site, ["list"]).wait() == 0)
        // The same when there is nothing to lose: once the API is enabled, nobody has to sign in again.
        try site.writeClient()
        #expect(try DrivePipeRun(site, ["login"]).wait() == 1)
        #expect(try site.refreshToken() != old)
        #expect(try DrivePipeRun(site, ["list"]).wait() == 0)
    }

    @Test func `to let go of an account leaves alone who has signed in meanwhile`() async throws {
        let site = try await Site(kibibytes: 1)
        let old = try site.refreshToken()
        // Asked again and again until the file is another.
        site.drive.add(Fault(.status(503), on: .token, times: nil))
        let run = try DrivePipeRun(site, ["login", "--revoke", "--json"])
        try await eventually { site.drive.requests.contains { $0.path == "/revoke" } }
        let file = try site.folder.read("credentials.json").replacing(old, with: "1//another")
        try site.folder.write(file, to: "credentials.json")
        site.drive.clearFaults()
        #expect(run.wait() == 1)
        #expect(try site.refreshToken() == "1//another")
        #expect(run.output.contains("changed meanwhile"), "\(run.output)")
    }

    @Test func `killed at any moment, the file holds the old or the new`() async throws {
        let site = try await site(.afterPolls(0))
        for round in 0..<10 {
            let run = try DrivePipeRun(site, ["login", "--force"])
            try await Task.sleep(for: .milliseconds(900 + 40 * round))
            kill(run.pid, SIGKILL)
            run.wait()
            let file = try JSON(parsing: site.folder.read("credentials.json").utf8)
            #expect(file["installed"]?["client_id"] != nil)
            #expect(file["refresh_token"]?.string?.isEmpty != true)
        }
    }

    /// Not every machine lets a test do that.
    private static let canMount =
        (try? Program.run("unshare", ["-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]).status) == 0

    @Test(.enabled(if: canMount)) func `a disk that is full is told before the user has to do anything`() async throws {
        let site = try await site()
        // A file system of its own for the credentials, without room for a second copy of them.
        let disk = try site.folder.makeFolder("disk")
        let client = try site.folder.read("credentials.json")
        try site.folder.write(client, to: "client.json")
        let script = """
            mount -t tmpfs -o size=8k tmpfs \(disk)
            cp \(site.folder.path("client.json")) \(disk)/c.json
            head -c 100000 /dev/zero > \(disk)/filler 2>/dev/null
            DRIVEPIPE_DRIVE_CREDENTIALS=\(disk)/c.json "$@"
            echo "exit $?"
            cmp \(disk)/c.json \(site.folder.path("client.json")) && ls -A \(disk) | grep -v -e c.json -e filler \
            || echo untouched
            """
        try site.folder.write(script, to: "full.sh")
        let run = try DrivePipeRun(
            site, ["login", "--json"], under: ["/usr/bin/unshare", "-rm", "/bin/sh", site.folder.path("full.sh")])
        run.wait()
        #expect(try run.json()["error"] == "credentials_not_writable")
        #expect(run.output.contains("Make room on the disk"), "\(run.output)")
        #expect(run.output.contains("exit 1") && run.output.contains("untouched"), "\(run.output)")
        #expect(!site.drive.requests.contains { $0.path == "/device/code" })
    }
}
