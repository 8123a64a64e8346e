import Glibc
import Synchronization

/// A second consumer of all that goes through a pipe, such as a copy on a disk, on a thread of its own.
///
/// It has a queue of its own. For one that is not required, the producer waits as long as the pipe's consumer still has
/// something to take, and beyond that a few seconds in all, a disk's hiccups; then it is given up. One that is
/// required holds the producer back as long as it must, and no pipe ends well before it has.
package final class Tee: @unchecked Sendable {
    package let isRequired: Bool
    private let queue: Pipe
    /// Used on the producer's thread alone.
    private let sink: PipeSink
    /// Seconds for which the pipe's consumer may still be kept waiting. Of the producer's thread alone.
    private var patience: Double
    private let givenUp = Atomic(false)
    private let settled = Cancellation()
    private let outcome = Mutex<Result<Void, any Error>?>(nil)

    /// Seconds between two looks at a full queue.
    private static let pause = 0.005

    /// - Parameters: of the queue, as a `Pipe` has them; blocks no smaller than those of the pipe.
    ///   - patience: seconds for which it may keep the pipe's consumer waiting, all in all, if it is not required.
    package init(isRequired: Bool, blockCount: Int, blockSize: Int, patience: Double = 5) {
        self.isRequired = isRequired
        self.patience = patience
        queue = Pipe(blockCount: blockCount, blockSize: blockSize)
        sink = PipeSink(queue.makeWriter())
    }

    /// For the thread of the second consumer, once.
    package func makeReader() -> PipeReader { queue.makeReader() }

    /// Whether it gets nothing more because it could not follow. A consumer that hangs never says so itself.
    package var isGivenUp: Bool { givenUp.load(ordering: .relaxed) }

    /// Ends it from outside, unless it has ended.
    package func abort(_ error: any Error) { queue.abort(error) }

    /// The second consumer says, once, that it has everything safe, or why it never will.
    package func settle(_ result: Result<Void, any Error>) {
        outcome.withLock { $0 = $0 ?? result }
        settled.request()
    }
}

// The producer's side.
extension Tee {
    /// A block that is about to go into the pipe.
    /// - Throws: what became of the second consumer, if it is required; the pipe's end.
    func take(_ bytes: UnsafeRawBufferPointer, beside pipe: Pipe) throws {
        guard !isGivenUp else { return }
        while try isAlive(), !queue.hasFreeBlock {
            try pipe.checkForWriter()
            if !isRequired, pipe.isDrained {
                guard patience > 0 else { return giveUp() }
                patience -= Self.pause
            }
            _ = settled.sleep(seconds: Self.pause)
        }
        guard try isAlive() else { return }
        do {
            try sink.write(bytes)
        } catch {
            if isRequired { throw failure ?? error }
        }
    }

    /// All of it is in the pipe. Returns when the second consumer has everything safe, if it is required.
    func finish(beside pipe: Pipe) throws {
        do {
            try sink.finish()
        } catch {
            if isRequired { throw failure ?? error }
        }
        guard isRequired else { return }
        while settled.sleep(seconds: 0.1) { try pipe.checkForWriter() }
        if let failure { throw failure }
    }

    func fail(_ error: any Error) { sink.fail(error) }

    private func giveUp() {
        givenUp.store(true, ordering: .relaxed)
        sink.fail(TeeError.tooSlow)
    }

    private func isAlive() throws -> Bool {
        guard let failure else { return true }
        if isRequired { throw failure }
        return false
    }

    private var failure: (any Error)? {
        guard case .failure(let error) = outcome.withLock({ $0 }) else { return nil }
        return error
    }
}

/// Why a second consumer was given up.
package enum TeeError: Error, Equatable, CustomStringConvertible {
    case tooSlow

    package var description: String { "It could not follow, and nothing was to wait for it." }
}
