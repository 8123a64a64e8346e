import Agent
import Catalog
import Drive
import DriveSimulator
import FoundationEssentials
import JSON
import Logging
import Pipe
import Synchronization
import TestSupport
import Testing

/// Retention against the simulated Drive.
@Suite struct PruneJobTests {
    @Test func `the rules are carried out, the oldest first, by real deletion`() async throws {
        let stock = try Stock(days: 5)
        let result = try await stock.prune { $0.keepLast = 2 }
        #expect(result.deleted.map(\.name) == ["day 0", "day 1", "day 2"])
        #expect(result.kept == 2 && result.freed == 30 && result.isComplete)
        #expect(stock.names == ["day 3", "day 4"])
        #expect(stock.drive.requests.filter { $0.kind == .delete }.map(\.status) == [204, 204, 204])
        #expect(try await stock.prune { $0.keepLast = 2 }.deleted == [])
    }

    @Test func `a dry run says the same and deletes nothing`() async throws {
        let stock = try Stock(days: 5)
        let result = try await stock.prune {
            $0.keepLast = 2
            $0.isDryRun = true
        }
        #expect(result.deleted.count == 3 && result.kept == 2)
        #expect(stock.names.count == 5)
        #expect(!stock.drive.requests.contains { $0.kind == .delete })
        #expect(result.sentence == "To be deleted: 3. Kept: 2. To be freed: 30 B.")
    }

    @Test func `one that cannot be deleted is told, and stops nothing`() async throws {
        let stock = try Stock(days: 5)
        stock.drive.add(Fault(.status(403, reason: "insufficientFilePermissions"), on: .delete, from: 2))
        let result = try await stock.prune { $0.keepLast = 2 }
        #expect(result.deleted.map(\.name) == ["day 0", "day 2"])
        #expect(result.failures.map(\.entry.name) == ["day 1"])
        #expect(result.failures.first?.problem.code == "drive_permissions")
        #expect(!result.isComplete && result.kept == 3)
        #expect(result.payload["failures"]?.array?.first?["code"] == "drive_permissions")
        #expect(stock.names == ["day 1", "day 3", "day 4"])
    }

    @Test func `one that somebody else deletes first is done`() async throws {
        let stock = try Stock(days: 4)
        stock.drive.add(Fault(.status(404, reason: "notFound"), on: .delete, from: 1))
        let result = try await stock.prune { $0.keepLast = 2 }
        #expect(result.deleted.count == 2 && result.failures == [])
    }

    @Test func `more than are allowed at once wait, and that is told`() async throws {
        let stock = try Stock(days: 8)
        let result = try await stock.prune {
            $0.keepLast = 1
            $0.maxDeletes = 2
        }
        #expect(result.deleted.map(\.name) == ["day 0", "day 1"])
        #expect(result.plan.deferred.count == 5 && !result.isComplete)
        #expect(result.sentence.contains("Waiting for a prune that allows more deletions: 5."))
        #expect(result.payload["deferred"] == 5)
    }

    @Test func `foreign ones, pinned ones and the newest good one stay whatever is asked for`() async throws {
        let stock = try Stock(days: 3)
        try stock.add("pinned", day: -1, ["pinned": "1"])
        try stock.add("theirs", day: -2, ["instance": "cabin"])
        try stock.add("broken", day: 9, ["verified": "failed"])
        try stock.add("broken before", day: -3, ["verified": "failed"])
        stock.drive.clearFaults()
        let result = try await stock.prune { $0.keepLast = 1 }
        #expect(Set(stock.names) == ["day 2", "pinned", "theirs", "broken"])
        #expect(result.kept == 3)
    }

    @Test func `the plan is told with its reasons, fifty lines at most`() async throws {
        let stock = try Stock(days: 60)
        let payload = try await stock.prune {
            $0.keepLast = 55
            $0.isDryRun = true
        }.payload
        let plan = try #require(payload["plan"]?.array)
        #expect(plan.count == 50 && payload["plan_truncated"] == true)
        #expect(plan.prefix(5).allSatisfy { $0["action"] == "delete" && $0["reasons"] == ["superfluous"] })
        #expect(plan[5]["action"] == "keep" && plan[5]["reasons"] == ["newest_good", "last"])
        #expect(plan[0]["bytes"] == 10 && plan[0]["at"]?.string?.count == 20)
    }

    @Test func `without the newest good one of a moment ago, nothing is deleted`() async throws {
        let stock = try Stock(days: 4)
        // Two listings, then the look at the newest good one.
        stock.drive.add(Fault(.status(404, reason: "notFound"), on: .metadata, from: 3))
        let outcome = await stock.outcome { $0.keepLast = 1 }
        guard case .failed(let failure) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(failure.code == "newest_good_gone")
        #expect(stock.names.count == 4)
    }

    @Test func `one that is pinned after it was listed stays`() async throws {
        let stock = try Stock(days: 4)
        let second = stock.files[1]
        stock.onLog("deleted day 0") { [drive = stock.drive] in
            try? drive.change(second.id, ["appProperties": ["pinned": "1"]])
        }
        let result = try await stock.prune { $0.keepLast = 2 }
        #expect(result.spared.map(\.name) == ["day 1"] && result.deleted.map(\.name) == ["day 0"])
        #expect(result.kept == 3 && result.sentence.contains("Changed meanwhile, and therefore kept: 1."))
        #expect(stock.names == ["day 1", "day 2", "day 3"])
    }

    @Test func `cancelled between two files, it deletes no further one`() async throws {
        let stock = try Stock(days: 4)
        stock.onLog("deleted day 0") { [cancellation = stock.cancellation] in cancellation.request() }
        #expect(await stock.outcome { $0.keepLast = 1 } == .cancelled)
        #expect(stock.names == ["day 1", "day 2", "day 3"])
    }

    @Test func `cancelled beforehand, it deletes nothing`() async throws {
        let stock = try Stock(days: 4)
        stock.cancellation.request()
        #expect(await stock.outcome { $0.keepLast = 1 } == .cancelled)
        #expect(stock.names.count == 4)
    }

    @Test func `backups of this instance may be pinned, unpinned and deleted by hand`() async throws {
        let stock = try Stock(days: 3)
        let (account, cancellation) = (stock.account, stock.cancellation)
        let first = try #require(stock.files.first)
        try await Thread.run {
            let pinned = try account.pin(.id(first.id), note: "why", cancellation)
            #expect(pinned.isPinned && pinned.note == "why")
            #expect(throws: TargetError.pinned("day 0")) {
                try account.delete(.id(first.id), force: false, cancellation)
            }
            #expect(try !account.unpin(.id("00000000"), cancellation).isPinned)
            #expect(try account.delete(.id(first.id), force: false, cancellation).name == "day 0")
            #expect(throws: TargetError.newestGood("day 2")) {
                try account.delete(.latest, force: false, cancellation)
            }
            #expect(try account.delete(.latest, force: true, cancellation).name == "day 2")
        }
        #expect(stock.names == ["day 1"])
    }

    @Test func `what is not ours is never changed, not even by force`() async throws {
        let stock = try Stock(days: 1)
        try stock.add("theirs", day: 3, ["instance": "cabin", "slug": "ffffffff"])
        let stranger = try stock.drive.put(["name": "holiday.jpg"], content: [1])
        let theirs = try #require(stock.files.first { $0.name == "theirs" })
        let (account, cancellation) = (stock.account, stock.cancellation)
        try await Thread.run {
            for (target, name) in [(theirs.id, "theirs"), ("ffffffff", "theirs"), (stranger.id, "holiday.jpg")] {
                let error = TargetError.foreign(name)
                #expect(throws: error) { try account.delete(.id(target), force: true, cancellation) }
                #expect(throws: error) { try account.pin(.id(target), note: nil, cancellation) }
                #expect(throws: error) { try account.unpin(.id(target), cancellation) }
            }
            #expect(throws: TargetError.unknown) { try account.delete(.id("1nothing"), force: true, cancellation) }
        }
        #expect(stock.names.count == 3)
        #expect(!stock.drive.requests.contains { $0.kind == .delete })
    }
}

/// Backups in a simulated Drive, one a day at noon and ten bytes each, and an account that sees them.
private final class Stock: Sendable {
    let drive: DriveSimulator
    let account: DriveAccount
    let cancellation = Cancellation()
    private let configuration: Configuration
    private let folder: TemporaryFolder
    private let actions = Mutex<[String: @Sendable () -> Void]>([:])

    init(days: Int) throws {
        let settings = DriveSimulator.Configuration()
        drive = try DriveSimulator(settings)
        drive.start()
        folder = try TemporaryFolder()
        let credentials: JSON = [
            "client_id": .string(settings.clientID), "client_secret": .string(settings.clientSecret),
            "refresh_token": .string(settings.refreshToken),
        ]
        var configuration = Configuration()
        configuration.mqtt.node = "home"
        configuration.retention.policy = RetentionPolicy()
        configuration.drive.credentials = try folder.write(
            String(decoding: credentials.text, as: UTF8.self), to: "credentials.json")
        configuration.drive.apiURL = drive.url
        configuration.drive.oauthURL = drive.url
        self.configuration = configuration
        account = DriveAccount(configuration, log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        for day in 0..<days { try add("day \(day)", day: day, ["slug": .string("0000000\(day)")]) }
    }

    deinit {
        drive.stop()
    }

    /// Does something on the job's thread when it logs this.
    func onLog(_ message: String, _ action: @escaping @Sendable () -> Void) {
        actions.withLock { $0[message] = action }
    }

    private var log: Logger {
        let actions = actions.withLock { $0 }
        return Logger(label: "test") { _ in ActingLogHandler(actions: actions) }
    }

    var files: [StoredFile] { drive.files.filter { !$0.isFolder } }
    var names: [String] { files.map(\.name) }

    /// - Parameter notes: beside or in place of those of a verified backup of this instance.
    func add(_ name: String, day: Int, _ notes: [String: JSON] = [:]) throws {
        let date = Date(timeIntervalSince1970: 1_780_000_000 + TimeInterval(day) * 86_400)
        let mark = BackupMark(instance: "home", slug: "", date: date.payloadText, kind: .full)
        let properties = mark.properties.mapValues(JSON.string)
            .merging(["verified": .string(date.payloadText)]) { $1 }.merging(notes) { $1 }
        try drive.put(
            ["name": .string(name), "appProperties": .object(properties)], content: Array(repeating: 1, count: 10))
    }

    func prune(_ change: (inout PruneOptions) -> Void) async throws -> PruneResult {
        let outcome = await outcome(change)
        guard case .pruned(let result) = outcome else { throw TestFailure("\(outcome)") }
        return result
    }

    func outcome(_ change: (inout PruneOptions) -> Void) async -> JobOutcome {
        var options = PruneOptions(trigger: .cli)
        change(&options)
        return await PruneJob(
            options, configuration: configuration, account: account, cancellation: cancellation, log: log
        ).run()
    }
}

/// A log that does something at certain messages.
private struct ActingLogHandler: LogHandler {
    let actions: [String: @Sendable () -> Void]
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info

    init(actions: [String: @Sendable () -> Void]) {
        self.actions = actions
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        actions[event.message.description]?()
    }
}
