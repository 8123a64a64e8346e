import Backup
import Catalog
import Drive
import FoundationEssentials
import Logging
import Pipe

/// One backup from the source to its destination: the place where the threads that move bytes meet the tasks that decide.
///
/// One thread makes the bytes and writes them into the pipe; another takes them from the pipe and stores them. Whoever fails
/// first ends the pipe, so that the other stops too; nothing is stored then.
package struct BackupJob: Sendable {
    private let job: Job
    private let tools: JobTools
    private let space: SpaceGuard
    private let producer: any BackupProducer

    package init(_ job: Job, _ tools: JobTools) {
        self.job = job
        self.tools = tools
        let destination = tools.destination
        producer = tools.configuration.producer(for: job, log: tools.log) { try destination.catalog($0) }
        let meter = tools.meter
        space = SpaceGuard(tools.configuration, destination, tools.cancellation, tools.log) { meter.doneBytes }
    }

    /// Runs to the end; never throws, since each end is an outcome that somebody waits for.
    ///
    /// The bytes that a lost upload session held exist nowhere any more: the backup is made once more, from the start.
    package func run() async -> JobOutcome {
        let outcome = await attempts().adding(producer.afterword)
        try? await Thread.run { producer.end() }
        return outcome
    }

    private func attempts() async -> JobOutcome {
        do {
            return .completed(try await transfer())
        } catch let error as DriveError
            where error.isSessionLost && producer.canBeginAgain && !tools.cancellation.isRequested
        {
            tools.log.warning("\(error.sentence) The backup starts again from the beginning.")
            tools.meter.update { $0.beginAgain() }
            return await lastAttempt()
        } catch {
            return JobOutcome(failing: error, tools.cancellation)
        }
    }

    private func lastAttempt() async -> JobOutcome {
        do {
            return .completed(try await transfer())
        } catch {
            return JobOutcome(failing: error, tools.cancellation, attempt: 2)
        }
    }

    /// One attempt: everything in it is new, from the source's list of files to the upload session.
    private func transfer() async throws -> JobResult {
        // In this order: nobody else shall work for a backup that has nowhere to go.
        let receiver = try await Thread.run { try tools.destination.receiver(tools.cancellation) }
        let label = try await Thread.run { try producer.prepare(production(admitted: {})) }
        let (pipe, copy) = makePipe()
        copy?.start(label)
        tools.enter(.streaming)
        // What the start took shall not add to what follows.
        ResidentCode.release()
        var summary: BackupSummary
        let stored: StoredBackup
        do {
            (summary, stored) = try await stream(through: pipe, copy?.tee, to: receiver, as: label)
        } catch {
            try await Thread.run { copy?.discard() }
            throw error
        }
        let md5 = stored.md5
        // In this order: nothing is deleted at its origin before a copy is there that is required.
        let notices = try await Thread.run {
            try (copy?.keep(md5: md5, in: tools.destination.name) ?? []) + producer.stored()
        }
        summary.notices.add(notices)
        var result = JobResult(summary, stored, duration: Date().timeIntervalSince(job.startedAt))
        result.place = tools.destination.name
        result.remaining = producer.remaining
        return result
    }

    /// A copy's queue takes its memory from the pipe, but for a quarter.
    private func makePipe() -> (Pipe, LocalCopy?) {
        let memory = tools.configuration.memoryPlan
        let (blockCount, blockSize) = (max(4, memory.pipe / memory.pipeBlock), memory.pipeBlock)
        let copy = LocalCopy(
            tools.configuration, tools.log, blockCount: max(4, blockCount / 2), blockSize: blockSize)
        let pipe = Pipe(blockCount: copy == nil ? blockCount : max(4, blockCount * 3 / 4), blockSize: blockSize)
        pipe.abort(on: tools.cancellation)
        return (pipe, copy)
    }

    /// Lets both threads begin, and waits for both. A backup that is not admitted opens nothing at the destination.
    private func stream(
        through pipe: Pipe, _ tee: Tee?, to receiver: any BackupReceiver, as label: BackupLabel
    ) async throws -> (BackupSummary, StoredBackup) {
        let (writer, reader) = (Handover(pipe.makeWriter(tee: tee)), Handover(pipe.makeReader()))
        let isAdmitted = Promise<Bool>()
        let watched = production(admitted: { isAdmitted.settle(true) })
        async let made = result(with: tools.configuration.backup.priority) { [producer] in
            defer { isAdmitted.settle(false) }
            return try producer.produce(into: writer.take(), watched)
        }
        async let upload = result {
            // When it never is, the one who did not let it in explains why.
            guard isAdmitted.wait() else { throw PipeError.producerVanished }
            return try receiver.receive(reader.take(), as: label, report: report)
        }
        let watch = space.watch(pipe)
        defer { watch.request() }
        let (produced, uploaded) = await (made, upload)
        return try Self.whole(produced, uploaded)
    }

    /// - Parameter admitted: called once the backup may begin.
    private func production(admitted: @escaping @Sendable () -> Void) -> Production {
        Production(
            cancellation: tools.cancellation,
            admit: { forecast in
                if let forecast { try space.admit(forecast) }
                admitted()
            }, report: report, pipeReady: tools.pipeReady,
            totalIsExact: { size in tools.meter.update { $0.totalIsExact(size) } })
    }

    /// What both sides did, or the error that came first: what one side only learnt from the other explains nothing.
    private static func whole(
        _ produced: Result<BackupSummary, any Error>, _ uploaded: Result<StoredBackup, any Error>
    ) throws -> (BackupSummary, StoredBackup) {
        if case .failure(let error) = uploaded, !(error is PipeError) { throw error }
        return (try produced.get(), try uploaded.get())
    }

    private func report(_ progress: BackupProgress) {
        tools.meter.update { $0.apply(progress) }
        if case .expected(let size) = progress { space.expect(size) }
    }

    private func report(_ progress: UploadProgress) {
        var isAllSent = false
        tools.meter.update {
            $0.apply(progress)
            isAllSent = $0.phase == .streaming && $0.isAllSent
        }
        if isAllSent { tools.enter(.finalizing) }
    }
}

/// Runs `body` on a thread of its own; an error is a result like any other, since the other thread must be waited for.
private func result<Value: Sendable>(
    with priority: ThreadPriority = ThreadPriority(), _ body: @escaping @Sendable () throws -> Value
) async -> Result<Value, any Error> {
    do { return .success(try await Thread.run(with: priority, body)) } catch { return .failure(error) }
}
