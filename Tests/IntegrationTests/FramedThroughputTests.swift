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
    private static let size = 2 << 30
    private static let part = 256 << 10

    /// What happens to the bytes behind the pipe.
    enum Consumer: String, CaseIterable {
        /// The least that is possible.
        case nothing
        /// As an upload does: one copy and the digest that Drive's is compared with.
        case upload
    }

    @Test(arguments: Consumer.allCases)
    func `bytes a second through a named pipe, beside those of the pipe within the process`(
        consumer: Consumer
    ) async throws {
        var pairs: [(framed: Double, plain: Double)] = []
        for _ in 0..<7 {
            let framed = try measure(consumer) { try self.framed(into: $0) }
            let plain = try measure(consumer) { self.plain(into: $0) }
            pairs.append((framed, plain))
        }
        let ratio = median(pairs.map { $0.framed / $0.plain })
        print(
            "\(consumer): named pipe \(Int(median(pairs.map(\.framed)) / 1e6)) MB/s,",
            "within the process \(Int(median(pairs.map(\.plain)) / 1e6)) MB/s, ratio \((ratio * 1_000).rounded() / 1_000)"
        )
        #expect(ratio > 0)
    }

    /// Bytes a second.
    private func measure(
        _ consumer: Consumer, _ start: (consuming PipeWriter) throws -> ChildProcess?
    ) throws -> Double {
        let pipe = Pipe()
        let reader = pipe.makeReader()
        let began = secondsNow()
        let child = try start(pipe.makeWriter())
        let count = try consume(reader, consumer)
        child?.end(by: SIGTERM)
        #expect(count == Self.size)
        return Double(count) / (secondsNow() - began)
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

    private func framed(into writer: consuming PipeWriter) throws -> ChildProcess? {
        let folder = try TemporaryFolder()
        let pipe = try NamedPipe("nightly", in: PipeFolder(folder.path))
        let program = """
            import os, struct
            pipe = os.open("\(pipe.path)", os.O_WRONLY)
            part = bytes(\(Self.part))
            for _ in range(\(Self.size / Self.part)):
                done = os.writev(pipe, [struct.pack(">i", len(part)), part])
                while done < len(part) + 4: done += os.write(pipe, memoryview(part)[done - 4:])
            os.write(pipe, struct.pack(">i", 0))
            """
        let child = try ChildProcess("/usr/bin/env", ["python3", "-c", program])
        let source = FrameReader(try pipe.waitForWriter(seconds: 60, idle: 60, Cancellation()))
        let (input, output) = (Handover(source), Handover(writer))
        Thread.start {
            var writer = output.take()
            try? writer.write(from: input.take())
            try? writer.finish()
        }
        return child
    }

    private func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
}
