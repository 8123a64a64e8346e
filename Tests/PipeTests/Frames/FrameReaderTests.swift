import Glibc
import TestSupport
import Testing

@testable import Pipe

/// Only the producer's own word makes what came through a pipe a whole.
@Suite struct FrameReaderTests {
    private let whole = FrameStream().frame(of: "one").frame(of: "and the second frame").frame(of: "x").frame(0)

    @Test func `frames come out as one run of bytes`() throws {
        #expect(try whole.read() == Array("oneand the second framex".utf8))
        #expect(try FrameStream().frame(0).read() == [])
    }

    @Test func `a stream cut at any byte is a failure`() {
        for length in 0..<whole.bytes.count {
            let cut = FrameStream(bytes: Array(whole.bytes[..<length]))
            #expect(cut.fault() == .cut(offset: Int64(length)))
        }
    }

    @Test func `a producer that gives up is not one that died`() {
        #expect(FrameStream().frame(-1).fault() == .cancelled)
        #expect(FrameStream().frame(of: "half of").frame(-1).fault() == .cancelled)
    }

    @Test(arguments: [Int32.min, -2, (16 << 20) + 1, Int32.max] as [Int32])
    func `a length that no frame has is a fault at its place`(length: Int32) {
        #expect(FrameStream().frame(of: "12345").frame(length).fault() == .badLength(length, offset: 9))
    }

    @Test(arguments: [
        "-- PostgreSQL database dump", "\u{1F}\u{8B}\u{08}\u{00}gzip", "PK\u{03}\u{04}zip", "configuration.yaml",
    ])
    func `a program that writes no frames is found out by its first bytes`(start: String) {
        let bytes = start.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
        guard case .badLength(_, offset: 0) = FrameStream(bytes: bytes).fault() else {
            Issue.record("taken for frames")
            return
        }
    }

    @Test func `anything after the end is a fault`() {
        #expect(FrameStream(bytes: whole.bytes + [0]).fault() == .bytesAfterEnd(offset: Int64(whole.bytes.count)))
        #expect(FrameStream(bytes: whole.bytes + whole.bytes).fault()?.code == "pipe_bad_frame")
    }

    @Test func `a producer that lingers after its end has all the same said that it is done`() throws {
        let (reader, writer) = try unnamedPipe()
        var frames = FrameWriter(to: writer)
        try Array("done".utf8).withUnsafeBytes { try frames.write($0) }
        try frames.finish()
        let source = FrameReader(try DescriptorSource(FileDescriptor(taking: reader), idle: 0.05, Cancellation()))
        #expect(try everything(of: source) == Array("done".utf8))
        #expect(source.offset == 12)
        close(writer)
    }

    @Test func `a writer that falls silent is told from one that is slow`() throws {
        let (reader, writer) = try unnamedPipe()
        var frames = FrameWriter(to: writer)
        try Array("some".utf8).withUnsafeBytes { try frames.write($0) }
        let source = FrameReader(try DescriptorSource(FileDescriptor(taking: reader), idle: 0.05, Cancellation()))
        #expect(throws: FrameError.stalled(seconds: 0.05)) { try everything(of: source) }
        close(writer)
    }

    @Test func `a request to stop wakes the reader and breaks the writer's pipe at once`() async throws {
        signal(SIGPIPE, SIG_IGN)
        let (reader, writer) = try unnamedPipe()
        let cancellation = Cancellation()
        let source = Handover(
            FrameReader(try DescriptorSource(FileDescriptor(taking: reader), idle: 3_600, cancellation)))
        Thread.start {
            _ = Cancellation().sleep(seconds: 0.05)
            cancellation.request()
        }
        await #expect(throws: CancellationRequested.self) {
            try await Thread.run { _ = try everything(of: source.take()) }
        }
        var frames = FrameWriter(to: writer)
        #expect(throws: SystemError(number: EPIPE)) { try Array("more".utf8).withUnsafeBytes { try frames.write($0) } }
        close(writer)
    }

    @Test func `frames go straight into the pipe to the upload`() async throws {
        let payload = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 / 251) }
        let (reader, writer) = try unnamedPipe()
        Thread.start {
            var frames = FrameWriter(to: writer)
            for start in stride(from: 0, to: payload.count, by: 77_777) {
                let part = Array(payload[start..<min(start + 77_777, payload.count)])
                try? part.withUnsafeBytes { try frames.write($0) }
            }
            try? frames.finish()
            close(writer)
        }
        let pipe = Pipe(blockCount: 2, blockSize: 10_000)
        let (into, from) = (Handover(pipe.makeWriter()), PipeSource(pipe.makeReader()))
        let source = Handover(
            FrameReader(try DescriptorSource(FileDescriptor(taking: reader), idle: 60, Cancellation())))
        Thread.start {
            var writer = into.take()
            try? writer.write(from: source.take())
            try? writer.finish()
        }
        #expect(try everything(of: from) == payload)
    }

    @Test func `a consumer that aborts ends a producer that waits for a silent writer`() async throws {
        struct Full: Error {}
        let (reader, writer) = try unnamedPipe()
        let pipe = Pipe(blockCount: 2, blockSize: 10_000)
        let into = Handover(pipe.makeWriter())
        let source = Handover(try DescriptorSource(FileDescriptor(taking: reader), idle: 3_600, Cancellation()))
        Thread.start {
            _ = Cancellation().sleep(seconds: 0.05)
            pipe.abort(Full())
        }
        await #expect(throws: Full.self) {
            try await Thread.run {
                var writer = into.take()
                let bytes = source.take()
                writer.onAbort(bytes.interrupt)
                try writer.write(from: FrameReader(bytes))
            }
        }
        close(writer)
    }

    @Test func `every error has a code and says what to do`() {
        let all: [FrameError] = [
            .cancelled, .cut(offset: 5), .badLength(-2, offset: 0), .bytesAfterEnd(offset: 4), .stalled(seconds: 300),
            .noWriter(seconds: 60),
        ]
        #expect(
            all.map(\.code) == [
                "pipe_cancelled", "pipe_cut", "pipe_bad_frame", "pipe_bad_frame", "pipe_stalled", "pipe_no_writer",
            ])
        #expect(all[4].description.contains("300 seconds"), "\(all[4])")
        #expect(all.allSatisfy { $0.description.hasSuffix(".") })
    }
}
