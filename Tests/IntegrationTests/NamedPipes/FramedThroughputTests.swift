import Cryptography
import FoundationEssentials
import Glibc
import Pipe
import TestSupport
import Testing

/// How much slower bytes come from another process through a named pipe than from a thread of this one.
///
/// A measurement, not a check: `DRIVEPIPE_MEASURE=1 swift test -c release --filter FramedThroughputTests`.
@Suite(.serialized, .enabled(if: ProcessInfo.processInfo.environment["DRIVEPIPE_MEASURE"] != nil))
struct FramedThroughputTests {
    private static let size = 1 << 30
    private static let part = 256 << 10
    private static let rounds = 9

    /// What happens to the bytes behind the pipe.
    enum Consumer: String, CaseIterable {
        /// The least that is possible.
        case nothing
        /// As an upload does: one copy and the digest that Drive's is compared with.
        case upload
    }

    /// Who writes into the named pipe.
    enum Producer: String, CaseIterable {
        /// A program that writes frames itself.
        case frames
        /// One that does not, by `drivepipe pipe frame`.
        case command
    }

    @Test(arguments: Consumer.allCases, Producer.allCases)
    func `bytes a second through a named pipe, beside those of the pipe within the process`(
        consumer: Consumer, producer: Producer
    ) async throws {
        var pairs: [(framed: Double, plain: Double)] = []
        for _ in 0..<Self.rounds {
            let framed = try measure(consumer) { try self.framed(by: producer, into: $0) }
            let plain = try measure(consumer) { self.plain(into: $0) }
            pairs.append((framed, plain))
        }
        let ratios = pairs.map { $0.framed / $0.plain }.sorted()
        print(
            "\(producer) to \(consumer): \(megabytes(pairs.map(\.framed))) MB/s, within the process",
            "\(megabytes(pairs.map(\.plain))) MB/s, ratio \(percent(ratios[Self.rounds / 2])) %,",
            "from \(percent(ratios[0])) to \(percent(ratios[Self.rounds - 1])) %")
        #expect(ratios[0] > 0)
    }

    /// Bytes a second, from when the producer is there.
    private func measure(_ consumer: Consumer, _ start: (consuming PipeWriter) throws -> ChildProcess?) throws -> Double
    {
        let pipe = Pipe()
        let reader = pipe.makeReader()
        let child = try start(pipe.makeWriter())
        let began = secondsNow()
        let count = try consume(reader, consumer)
        let seconds = secondsNow() - began
        child?.end(by: SIGTERM)
        #expect(count == Self.size)
        return Double(count) / seconds
    }

    private func consume(_ reader: consuming PipeReader, _ consumer: Consumer) throws -> Int {
        let window = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.part, alignment: 4_096)
        defer { window.deallocate() }
        var digest = Digest(.md5)
        var count = 0
        while let block = try reader.read() {
            count += block.count
            if consumer == .upload {
                window.copyMemory(from: block.bytes)
                digest.update(UnsafeRawBufferPointer(rebasing: window[..<block.count]))
            }
        }
        return count
    }

    private func plain(into writer: consuming PipeWriter) -> ChildProcess? {
        let handover = Handover(writer)
        Thread.start {
            let bytes = [UInt8](repeating: 7, count: Self.part)
            var writer = handover.take()
            for _ in 0..<Self.size / Self.part { try? bytes.withUnsafeBytes { try writer.write($0) } }
            try? writer.finish()
        }
        return nil
    }

    private func framed(by producer: Producer, into writer: consuming PipeWriter) throws -> ChildProcess? {
        let handover = try PipeHandover()
        let child = try handover.start(Self.script(producer))
        let pipe = handover.pipe
        let source = FrameReader(try pipe.waitForWriter(seconds: 60, idle: 60, Cancellation()))
        let (input, output) = (Handover(source), Handover(writer))
        Thread.start {
            var writer = output.take()
            try? writer.write(from: input.take())
            try? writer.finish()
        }
        return child
    }

    private static func script(_ producer: Producer) -> String {
        guard producer == .frames else { return #"exec drivepipe pipe frame --to "$PIPE" head -c \#(size) /dev/zero"# }
        return """
            exec python3 -c '
            import os, struct
            pipe = os.open(os.environ["PIPE"], os.O_WRONLY)
            part = bytes(\(part))
            for _ in range(\(size / part)):
                done = os.writev(pipe, [struct.pack(">i", len(part)), part])
                while done < len(part) + 4: done += os.write(pipe, memoryview(part)[done - 4:])
            os.write(pipe, struct.pack(">i", 0))
            '
            """
    }

    private func megabytes(_ rates: [Double]) -> Int { Int(rates.sorted()[rates.count / 2] / 1e6) }

    private func percent(_ ratio: Double) -> Int { Int((ratio * 100).rounded()) }
}
