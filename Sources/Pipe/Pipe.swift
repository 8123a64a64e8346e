import Glibc

/// The bounded queue of blocks between a producer's thread and a consumer's thread, which knows how it ends.
///
/// There are exactly three ends, and the first one to come is the one that counts:
/// - the producer *finishes*: the consumer reads what is left and then nil. Only this is success.
/// - the producer *fails* (or its `PipeWriter` is dropped unfinished): the consumer's next read throws that error and
///   what was queued is discarded, since a part of a backup is worth nothing.
/// - the consumer *aborts* (or its `PipeReader` is dropped before the end): the producer's next write throws that error.
///
/// A producer that is ahead waits in `write`; a consumer that is ahead waits in `read`. Memory is
/// `blockCount × blockSize` bytes, all of it made here.
package final class Pipe: @unchecked Sendable {
    private enum End {
        case open
        case finished
        case failed(any Error)
        case aborted(any Error)
    }

    private let gate = Gate()
    private let blockCount: Int
    private var free: [UnsafeMutableRawBufferPointer] = []
    private let memory: UnsafeMutableRawBufferPointer
    private let ring: UnsafeMutablePointer<Block>
    private var head = 0
    private var queued = 0
    private var end = End.open
    private var sent: Int64 = 0
    private var hasWriter = false
    private var hasReader = false
    private var onEarlyEnd: [@Sendable () -> Void] = []

    /// - Parameters:
    ///   - blockCount: how many blocks go round, at least 2: one being filled, one being emptied.
    ///   - blockSize: bytes in a block.
    package init(blockCount: Int = 8, blockSize: Int = 256 * 1024) {
        precondition(blockCount >= 2 && blockSize > 0, "a pipe needs two blocks of one byte at least")
        self.blockCount = blockCount
        memory = Self.map(blockCount * blockSize)
        ring = .allocate(capacity: blockCount)
        for index in 0..<blockCount {
            free.append(UnsafeMutableRawBufferPointer(rebasing: memory[index * blockSize..<(index + 1) * blockSize]))
        }
    }

    deinit {
        // No block is queued any more: each holds its pipe alive, and both ends discard what they leave behind.
        ring.deallocate()
        munmap(memory.baseAddress, memory.count)
    }

    /// Straight from the system, and back to it with the pipe: the allocator would keep it for long after a job, and take
    /// more for the next one.
    private static func map(_ count: Int) -> UnsafeMutableRawBufferPointer {
        let address = mmap(nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        precondition(address != MAP_FAILED, "no memory for a pipe")
        return UnsafeMutableRawBufferPointer(start: address, count: count)
    }

    /// The producer's end, to be taken once and used by one thread.
    /// - Parameter tee: gets everything too.
    package func makeWriter(tee: Tee? = nil) -> PipeWriter {
        claim(&hasWriter)
        return PipeWriter(self, tee)
    }

    /// The consumer's end, to be taken once and used by one thread.
    package func makeReader() -> PipeReader {
        claim(&hasReader)
        return PipeReader(self)
    }

    private func claim(_ isTaken: inout Bool) {
        gate.lock()
        defer { gate.unlock() }
        precondition(!isTaken, "each end of a pipe exists once")
        isTaken = true
    }

    /// Bytes that the producer has handed over so far.
    package var bytesSent: Int64 {
        gate.lock()
        defer { gate.unlock() }
        return sent
    }

    /// Ends the pipe from the consumer's side, or from anywhere that wants both sides to stop.
    /// Does nothing when the pipe has ended already.
    package func abort(_ error: any Error) {
        finish(with: .aborted(error))
    }

    /// Ends the pipe when the request to stop comes. Until then its memory is not kept for that.
    package func abort(on cancellation: Cancellation) {
        cancellation.onRequest { [weak self] in self?.abort(CancellationRequested()) }
    }
}

// What the two ends do. Every function takes the gate once.
extension Pipe {
    func takeFree() throws -> Block {
        gate.lock()
        defer { gate.unlock() }
        while true {
            try throwIfEndedForWriter()
            if let memory = free.popLast() { return Block(memory: memory, home: self) }
            gate.wait()
        }
    }

    func giveBack(_ memory: UnsafeMutableRawBufferPointer) {
        gate.lock()
        free.append(memory)
        gate.signalAll()
        gate.unlock()
    }

    func send(_ block: consuming Block) throws {
        gate.lock()
        defer { gate.unlock() }
        if case .aborted(let error) = end {
            // The block goes home only after the gate is open again: giving it back takes the gate.
            gate.unlock()
            drop(block)
            gate.lock()
            throw error
        }
        sent += Int64(block.count)
        (ring + (head + queued) % blockCount).initialize(to: block)
        queued += 1
        gate.signalAll()
    }

    func finishWriting() throws {
        gate.lock()
        defer { gate.unlock() }
        try throwIfEndedForWriter()
        end = .finished
        onEarlyEnd = []
        gate.signalAll()
    }

    func fail(_ error: any Error) {
        finish(with: .failed(error))
    }

    func receive() throws -> Block? {
        gate.lock()
        defer { gate.unlock() }
        while true {
            switch end {
            case .failed(let error), .aborted(let error): throw error
            case .finished where queued == 0: return nil
            case .open, .finished: break
            }
            if queued > 0 { return pop() }
            gate.wait()
        }
    }

    private func pop() -> Block {
        let block = (ring + head).move()
        head = (head + 1) % blockCount
        queued -= 1
        return block
    }

    /// Lets go of what is queued and will never be read.
    func discardQueued() {
        while let block = popForDiscard() { drop(block) }
    }

    private func popForDiscard() -> Block? {
        gate.lock()
        defer { gate.unlock() }
        return queued > 0 ? pop() : nil
    }

    private func finish(with newEnd: End) {
        gate.lock()
        guard case .open = end else {
            // Finished but not yet read to the end: the consumer may still turn away, and nobody is left to be told.
            gate.unlock()
            return
        }
        end = newEnd
        let due = onEarlyEnd
        onEarlyEnd = []
        gate.signalAll()
        gate.unlock()
        for action in due { action() }
    }

    /// Runs `action` when the pipe ends before its producer has finished; at once when it has.
    func whenEndedEarly(_ action: @escaping @Sendable () -> Void) {
        gate.lock()
        let isOpen = if case .open = end { true } else { false }
        let isLate = if case .finished = end { false } else { !isOpen }
        if isOpen { onEarlyEnd.append(action) }
        gate.unlock()
        if isLate { action() }
    }

    /// - Throws: the error that the pipe has ended with, if it has.
    func checkOpen() throws {
        gate.lock()
        defer { gate.unlock() }
        try throwIfEndedForWriter()
    }

    /// - Throws: why nothing more can be written, if that is so.
    func checkForWriter() throws {
        gate.lock()
        defer { gate.unlock() }
        try throwIfEndedForWriter()
    }

    /// Whether a write of one block's bytes would not wait.
    var hasFreeBlock: Bool {
        gate.lock()
        defer { gate.unlock() }
        return !free.isEmpty
    }

    /// Whether the consumer has taken everything that was sent.
    var isDrained: Bool {
        gate.lock()
        defer { gate.unlock() }
        return queued == 0
    }

    private func throwIfEndedForWriter() throws {
        switch end {
        case .open: return
        case .failed(let error), .aborted(let error): throw error
        case .finished: preconditionFailure("a writer cannot write after finish(): it is consumed by it")
        }
    }
}

private func drop(_ block: consuming Block) {}
