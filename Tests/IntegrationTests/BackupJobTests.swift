import Agent
import Cryptography
import DriveSimulator
import FoundationEssentials
import Logging
import Pipe
import Testing

@Suite struct BackupJobTests {
    @Test(arguments: 1...12)
    func `an upload session that is lost at any chunk costs another attempt, not the backup`(chunk: Int) async throws {
        let site = try await Site(kibibytes: 11 * 256)
        site.drive.add(Fault(.expireSession(chunk % 2 == 0 ? 404 : 410), on: .chunk, from: chunk))
        let meter = ProgressMeter(startedAt: Date())
        guard case .completed(let result) = await site.backup(meter) else {
            Issue.record("not completed")
            return
        }
        let file = try #require(site.backups.first)
        #expect(site.backups.count == 1 && file.id == result.fileID)
        #expect(site.drive.content(of: file.id).map { Digest.hex(.md5, of: $0[...]) } == result.md5)
        #expect(site.drive.openSessions == 0)
        #expect(site.drive.requests.count { $0.kind == .sessionStart } == 2)
        let reading = meter.read(at: Date())
        #expect(reading.attempt == 2 && reading.retries == 1)
        #expect(reading.doneBytes == result.sizeBytes && reading.percent == 100)
    }

    @Test func `a session that is lost twice ends the backup, and nothing is in Drive`() async throws {
        let site = try await Site(kibibytes: 3 * 256)
        site.drive.add(Fault(.expireSession(404), on: .chunk, from: 2), Fault(.expireSession(410), on: .chunk, from: 4))
        guard case .failed(let failure) = await site.backup() else {
            Issue.record("not failed")
            return
        }
        #expect(failure.code == "session_lost" && failure.attempt == 2)
        #expect(failure.isRetryable && failure.retryAt != nil)
        #expect(site.backups.isEmpty && site.drive.openSessions == 0)
        #expect(site.drive.requests.count { $0.kind == .sessionStart } == 2)
    }

    @Test func `an error that another attempt cannot mend is not tried again`() async throws {
        let site = try await Site(kibibytes: 3 * 256)
        site.drive.add(Fault(.status(403, reason: "storageQuotaExceeded"), on: .chunk, from: 2))
        guard case .failed(let failure) = await site.backup() else {
            Issue.record("not failed")
            return
        }
        #expect(failure.code == "drive_quota" && failure.attempt == 1)
        #expect(!failure.isRetryable && failure.retryAt == nil)
        #expect(site.drive.requests.count { $0.kind == .sessionStart } == 1)
    }

    @Test func `cancelled when all is in Drive, it is a good backup and noted as one`() async throws {
        let site = try await Site(kibibytes: 1)
        // After the listing for the folder, its id and its making comes the id of the file, then the note.
        site.drive.add(Fault(.status(503), on: .metadata, from: 5, times: 2))
        let cancellation = Cancellation()
        let cancelling = Task {
            try await eventually { site.drive.requests.contains { $0.status == 503 } }
            cancellation.request()
        }
        let outcome = await site.backup(cancellation: cancellation)
        try await cancelling.value
        guard case .completed(let result) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(result.warningCount == 0)
        #expect(site.backups.first?.appProperties["verified"]?.hasSuffix("Z") == true)
    }

    @Test func `at 64 KB a second the backup arrives, and the time that is left is true`() async throws {
        let site = try await Site(kibibytes: 448)
        let meter = ProgressMeter(startedAt: Date())
        let watch = Task {
            var seen: [(at: Date, reading: ProgressReading)] = []
            while (try? await Task.sleep(for: .seconds(0.5))) != nil {
                let now = Date()
                seen.append((now, meter.read(at: now)))
            }
            return seen
        }
        let outcome = await site.backup(meter, rateLimit: 64_000)
        let end = Date()
        watch.cancel()
        guard case .completed = outcome else {
            Issue.record("\(outcome)")
            return
        }
        let middle = await watch.value.filter { (0.35...0.75).contains($0.reading.fraction) }
        #expect(!middle.isEmpty)
        for (now, reading) in middle {
            let truth = end.timeIntervalSince(now)
            let told = Double(try #require(reading.remainingSeconds))
            #expect(told <= 3 * truth + 3 && truth <= 3 * told + 3, "\(told) of \(truth) s")
            let finish = try #require(reading.finishAt)
            #expect(finish >= now && finish.timeIntervalSince(end) < 180)
        }
        #expect(site.drive.requests.count { $0.kind == .chunk || $0.kind == .finalChunk } == 2)
        #expect(meter.read(at: end).retries == 0)
    }
}

extension Site {
    /// Makes one backup.
    fileprivate func backup(
        _ meter: ProgressMeter = ProgressMeter(startedAt: Date()), rateLimit: Int = 0,
        cancellation: Cancellation = Cancellation()
    ) async -> JobOutcome {
        var configuration = configuration
        configuration.drive.rateLimit = rateLimit
        var log = Logger(label: "test")
        log.logLevel = .critical
        let job = Job(id: "j", nameFrom: "N", trigger: .cli, startedAt: Date())
        let tools = JobTools(
            configuration: configuration, destination: DriveAccount(configuration, log: log), meter: meter,
            cancellation: cancellation, log: log)
        return await BackupJob(job, tools).run()
    }
}

extension ProgressReading {
    fileprivate var fraction: Double {
        totalBytes.map { Double(doneBytes) / Double(max(1, $0)) } ?? 0
    }
}
