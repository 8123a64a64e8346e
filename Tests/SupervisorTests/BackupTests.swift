import Archive
import HTTP
import JSON
import Pipe
import Supervisor
import SupervisorSimulator
import TestSupport
import Testing

@Suite struct BackupTests {
    private let appsOnly = NewSupervisorBackup(name: "Apps", content: .partial(apps: nil))

    @Test func `a backup of the apps is made, described and downloaded`() throws {
        let system = try SimulatedSystem()
        let client = try system.client()
        var order = appsOnly
        order.extra = ["drivepipe.instance": "test"]
        let job = try client.waitForBackup(client.begin(order))
        #expect(job.name == "backup_manager_partial_backup")
        #expect(job.progress == 100)
        let backup = try client.backup(#require(job.reference))
        #expect(backup.apps == ["core_mosquitto", "core_ssh"])
        #expect(backup.isPartial && backup.isLocal && !backup.isProtected && !backup.hasHomeAssistant)
        #expect(backup.extra == ["drivepipe.instance": "test"])
        #expect(try client.backups().map(\.slug) == [backup.slug])
        var bytes: [UInt8] = []
        let size = try client.download(backup.slug) { bytes.append(contentsOf: $0) }
        #expect(size == backup.size && size == Int64(bytes.count))
        #expect(try members(of: bytes) == ["core_mosquitto.tar.gz", "core_ssh.tar.gz", "./backup.json"])
    }

    @Test func `a full backup has everything`() throws {
        let system = try SimulatedSystem()
        let client = try system.client()
        let job = try client.waitForBackup(client.begin(.init(name: "All", content: .full)))
        let backup = try client.backup(#require(job.reference))
        #expect(!backup.isPartial && backup.hasHomeAssistant)
        #expect(backup.folders == ["share", "ssl"], "what is not there is left out")
        #expect(try client.backups().first?.folders == ["share", "ssl"])
        #expect(try client.backups().first?.hasHomeAssistant == true)
    }

    @Test func `a password protects every member`() throws {
        let system = try SimulatedSystem()
        let client = try system.client()
        var order = appsOnly
        order.password = "secret"
        let job = try client.waitForBackup(client.begin(order))
        #expect(try client.backup(#require(job.reference)).isProtected)
        var bytes: [UInt8] = []
        try client.download(#require(job.reference)) { bytes.append(contentsOf: $0) }
        let archive = TarReader(BytesSource(bytes))
        let member = try #require(try archive.next())
        let plain = try SecureTarReader(archive, size: member.size, secret: SecureTarSecret(password: "secret"))
        let inner = TarReader(GzipReader(plain))
        var names: [String] = []
        while let entry = try inner.next() { names.append(entry.shownName) }
        #expect(names == ["./", "./addon.json", "data/", "data/mosquitto.conf"])
    }

    @Test func `only one backup is made at a time`() throws {
        let system = try SimulatedSystem()
        system.simulator.set(.hangs)
        let client = try system.client()
        _ = try client.begin(appsOnly)
        let error = #expect(throws: SupervisorError.self) { try client.begin(appsOnly) }
        #expect(error?.code == "supervisor_busy")
        #expect(try client.system().isFrozen)
    }

    @Test func `nothing is begun on a full disk`() throws {
        let system = try SimulatedSystem { $0.free = 1 << 30 }
        let error = #expect(throws: SupervisorError.self) { try system.client().begin(appsOnly) }
        #expect(error?.code == "supervisor_disk_full")
        #expect(error?.description.contains("(1.0GB)") == true)
    }

    @Test func `the start of a backup is asked for once`() throws {
        let system = try SimulatedSystem()
        system.simulator.add(SupervisorFault(.dropAfterwards, on: "POST /backups/new", times: nil))
        #expect(throws: SupervisorError.self) { try system.client().begin(appsOnly) }
        #expect(system.requests("POST /backups/new/partial").count == 1)
    }

    @Test func `a backup that fails leaves none, and tells why`() throws {
        let system = try SimulatedSystem()
        system.simulator.set(.fails("Can't write tarfile: [Errno 28] No space left on device"))
        let client = try system.client()
        let error = #expect(throws: SupervisorError.self) { try client.waitForBackup(client.begin(appsOnly)) }
        #expect(error == .backupFailed(["Can't write tarfile: [Errno 28] No space left on device"]))
        #expect(error?.code == "supervisor_backup_failed")
        #expect(try client.backups().isEmpty)
    }

    @Test func `an app that fails is told, and the others are there`() throws {
        let system = try SimulatedSystem()
        system.simulator.set(.appFails(slug: "core_ssh", message: "Can't create container"))
        let client = try system.client()
        let job = try client.waitForBackup(client.begin(appsOnly))
        #expect(job.childErrors == ["Can't create container"])
        #expect(try client.backup(#require(job.reference)).apps == ["core_mosquitto"])
    }

    @Test func `a job that hangs is given up`() throws {
        let system = try SimulatedSystem()
        system.simulator.set(.hangs)
        let client = try system.client { $0.jobPatience = 0.2 }
        let error = #expect(throws: SupervisorError.self) { try client.waitForBackup(client.begin(appsOnly)) }
        #expect(error == .jobStalled(seconds: 0.2))
    }

    @Test func `a Supervisor that restarts has forgotten the job`() throws {
        let system = try SimulatedSystem()
        system.simulator.set(.hangs)
        let client = try system.client()
        let job = try client.begin(appsOnly)
        system.simulator.restart()
        #expect(throws: SupervisorError.jobLost) { try client.waitForBackup(job) }
    }

    @Test func `what a job is at is told, and a cancellation ends the waiting for it`() throws {
        let system = try SimulatedSystem()
        system.simulator.set(.hangs)
        let cancellation = Cancellation()
        let client = try system.client(cancellation)
        let job = try client.begin(appsOnly)
        #expect(throws: SupervisorError.cancelled) {
            try client.waitForBackup(job) { if $0.stage == "addons" { cancellation.request() } }
        }
    }

    @Test func `a backup that is not there is missing`() throws {
        let system = try SimulatedSystem()
        let client = try system.client()
        #expect(throws: SupervisorError.backupMissing("01234567")) { try client.backup("01234567") }
        #expect(throws: SupervisorError.backupMissing("01234567")) { try client.download("01234567") { _ in } }
        #expect(throws: SupervisorError.self) { try client.backup("../jobs") }
    }

    @Test func `removing works once, and again`() throws {
        let system = try SimulatedSystem()
        let backup = try #require(try system.simulator.makeBackup(["addons": "ALL"]))
        let client = try system.client()
        system.simulator.add(SupervisorFault(.dropAfterwards, on: "DELETE /"))
        try client.remove(backup.slug, from: [nil])
        try client.remove(backup.slug)
        #expect(system.simulator.backups.isEmpty)
        #expect(system.simulator.requests.first { $0.method == "DELETE" }?.body == ["location": [".local"]])
    }

    private func members(of bytes: [UInt8]) throws -> [String] {
        let archive = TarReader(BytesSource(bytes))
        var names: [String] = []
        while let member = try archive.next() { names.append(member.shownName) }
        return names
    }
}
