import Archive
import Backup
import Drive
import FoundationEssentials
import Synchronization

/// The numbers of a running job, written by its two threads and read by whoever reports them.
package final class ProgressMeter: Sendable {
    private let reading: Mutex<ProgressReading>

    package init(startedAt: Date) {
        reading = Mutex(ProgressReading(startedAt: startedAt))
    }

    package func update(_ change: (inout ProgressReading) -> Void) {
        reading.withLock { change(&$0) }
    }

    /// Bytes at the destination, or on their way to it.
    var doneBytes: Int64 { reading.withLock { $0.doneBytes } }

    /// The numbers now; each call also takes a sample for the speed.
    package func read(at date: Date) -> ProgressReading {
        reading.withLock {
            $0.sample(at: date)
            return $0
        }
    }
}

/// One look at the numbers of a job. Bytes are bytes of the archive, as far as the destination has them.
package struct ProgressReading: Sendable, Equatable {
    package private(set) var startedAt: Date
    package var phase = JobPhase.preparing
    /// Bytes at or on their way to the destination.
    package var doneBytes: Int64 = 0
    /// What the archive will have; nil as long as that cannot be said.
    package var totalBytes: Int64?
    package var isTotalExact = false
    package var item: String?
    package var itemsDone = 0
    package var itemsTotal: Int?
    package var retries = 0
    /// How often the job has begun.
    package private(set) var attempt = 1

    private struct Sample: Sendable, Equatable {
        let date: Date
        let bytes: Int64
    }

    private var samples: [Sample] = []
    private var earlierRetries = 0
    private var highestPercent: Int?
    /// When all will be sent, to the minute, so that it does not tick; nil until it can be told.
    package private(set) var finishAt: Date?

    package init(startedAt: Date) {
        self.startedAt = startedAt
    }

    /// Takes over what the writer of the backup tells.
    mutating func apply(_ progress: BackupProgress) {
        switch progress {
        case .planned(let entries, _): itemsTotal = entries
        case .item(let name):
            item = name
            itemsDone += 1
        case .waiting(let work): item = work
        case .configurationWritten: break
        case .expected(let size): if !isTotalExact { totalBytes = size.expected }
        }
    }

    /// Takes over what a restore tells.
    package mutating func apply(_ progress: RestoreProgress) {
        switch progress {
        case .read(let bytes): doneBytes = bytes
        case .item(let name, let done):
            item = name
            itemsDone = done
        }
    }

    /// The job starts again from nothing; that is one more retry.
    package mutating func beginAgain() {
        let (startedAt, attempt, retries, itemsTotal) = (startedAt, attempt, retries, itemsTotal)
        let highestPercent = highestPercent
        self = ProgressReading(startedAt: startedAt)
        // What has been shown stays until this attempt has come further.
        self.highestPercent = highestPercent
        self.attempt = attempt + 1
        self.itemsTotal = itemsTotal
        earlierRetries = retries + 1
        self.retries = earlierRetries
    }

    /// Takes over what an upload tells.
    mutating func apply(_ progress: UploadProgress) {
        doneBytes = progress.live
        retries = earlierRetries + progress.retries
    }

    /// The archive is written to its end and has so many bytes.
    package mutating func totalIsExact(_ bytes: Int64) {
        totalBytes = bytes
        isTotalExact = true
        item = nil
    }

    /// Whether the last byte has left.
    var isAllSent: Bool { isTotalExact && doneBytes == totalBytes }

    private static let speedWindow: TimeInterval = 30

    /// A clock that was set back makes what came before useless for the speed, just as age does.
    fileprivate mutating func sample(at date: Date) {
        samples.removeAll { !(0...Self.speedWindow).contains(date.timeIntervalSince($0.date)) }
        samples.append(Sample(date: date, bytes: doneBytes))
        if let percent = currentPercent { highestPercent = max(percent, highestPercent ?? 0) }
        estimateFinish(at: date)
    }

    /// Stays with the minute that was told as long as the estimate is not clearly another one.
    private mutating func estimateFinish(at now: Date) {
        guard let remainingSeconds else {
            finishAt = nil
            return
        }
        let finish = now.addingTimeInterval(Double(remainingSeconds))
        if let told = finishAt {
            let slack = max(30, Double(remainingSeconds) / 50)
            let tooLate = told.timeIntervalSince(finish)
            if (-slack...60 + slack).contains(tooLate), told >= now { return }
        }
        finishAt = Date(timeIntervalSince1970: (finish.timeIntervalSince1970 / 60).rounded(.up) * 60)
    }

    /// Whole percents, nil while the total is unknown; never falling, and below 100 until the total is exact.
    package var percent: Int? { highestPercent }

    private var currentPercent: Int? {
        guard let totalBytes, totalBytes > 0 else { return nil }
        let percent = Int(min(100, Double(doneBytes) / Double(totalBytes) * 100))
        return isTotalExact ? percent : min(99, percent)
    }

    /// Average over the last 30 s; nil until it can be told.
    package var bytesPerSecond: Int64? {
        guard let first = samples.first, let last = samples.last else { return nil }
        let seconds = last.date.timeIntervalSince(first.date)
        guard seconds >= 0.2 else { return nil }
        return Int64(Double(max(0, last.bytes - first.bytes)) / seconds)
    }

    /// Seconds until all is sent at this speed.
    package var remainingSeconds: Int64? {
        guard let totalBytes, let speed = bytesPerSecond, speed > 0 else { return nil }
        return max(0, totalBytes - doneBytes) / speed
    }
}
