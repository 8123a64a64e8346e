import Glibc
import Pipe
import TestSupport
import Testing

/// Thousands of random schedules: a producer and a consumer of any speed, ending in any way at any moment.
@Suite struct PipeScheduleTests {
    @Test func `in four thousand random schedules the end is one of the three, and success means every byte`()
        async throws
    {
        for seed in 0..<4_000 {
            let schedule = Schedule(seed: UInt64(seed))
            let outcome = await schedule.run()
            #expect(schedule.allows(outcome), "seed \(seed): \(schedule) ended as \(outcome)")
        }
    }
}

struct Schedule: CustomStringConvertible {
    enum Ending: CaseIterable { case finish, fail, drop }

    let blockSize: Int, blockCount: Int, total: Int, ending: Ending, abortAfter: Int?, slow: (writer: Int, reader: Int)

    init(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        blockSize = .random(in: 1...64, using: &random)
        blockCount = .random(in: 2...5, using: &random)
        total = .random(in: 0...600, using: &random)
        ending = Ending.allCases.randomElement(using: &random) ?? .finish
        abortAfter = Bool.random(using: &random) ? nil : .random(in: 0...700, using: &random)
        slow = (.random(in: 0...40, using: &random), .random(in: 0...40, using: &random))
    }

    var description: String {
        "\(total) bytes by \(blockCount)x\(blockSize), \(ending), abort after \(abortAfter.map(String.init) ?? "-")"
    }

    struct Outcome {
        var written: Result<Void, any Error>
        var read: Result<[UInt8], any Error>
    }

    func run() async -> Outcome {
        let pipe = Pipe(blockCount: blockCount, blockSize: blockSize)
        let (writer, reader) = (Handover(pipe.makeWriter()), Handover(pipe.makeReader()))
        async let written = result { try write(writer.take()) }
        async let read = result { try self.read(reader.take()) }
        return await Outcome(written: written, read: read)
    }

    private func write(_ writer: consuming PipeWriter) throws {
        let bytes = pattern(total)
        for start in stride(from: 0, to: total, by: 7) {
            if slow.writer > 30 { sched_yield() }
            try writer.write(Array(bytes[start..<min(start + 7, total)]))
        }
        switch ending {
        case .finish: try writer.finish()
        case .fail: writer.fail(Broken.producer)
        case .drop: break
        }
    }

    private func read(_ reader: consuming PipeReader) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            if slow.reader > 30 { sched_yield() }
            if let abortAfter, bytes.count >= abortAfter {
                reader.abort(Broken.consumer)
                throw Broken.consumer
            }
            guard let block = try reader.read() else { return bytes }
            bytes += block.bytes
        }
    }

    /// The contract: a reader that ends without an error has every byte of a producer that finished; everyone else
    /// gets the error of whoever ended first.
    func allows(_ outcome: Outcome) -> Bool {
        switch outcome.read {
        case .success(let bytes): ending == .finish && bytes == pattern(total)
        case .failure(Broken.consumer): abortAfter != nil
        case .failure(Broken.producer): ending == .fail
        case .failure(PipeError.producerVanished): ending == .drop
        case .failure: false
        }
    }
}

private func result<Value: Sendable>(
    _ body: @escaping @Sendable () throws -> Value
) async -> Result<Value, any Error> {
    do { return .success(try await Thread.run(body)) } catch { return .failure(error) }
}
