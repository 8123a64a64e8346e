import Pipe
import Testing

@Suite struct PipeTests {
    @Test func `what is written is read, in order, whatever the sizes`() async throws {
        let bytes = pattern(100_003)
        let received = try await transfer(bytes, writing: 1_777, blockSize: 512, blockCount: 3)
        #expect(received == bytes)
    }

    @Test func `an empty backup that finishes is a success of zero bytes`() async throws {
        #expect(try await transfer([], writing: 1, blockSize: 16, blockCount: 2).isEmpty)
    }

    @Test func `bytes sent are counted`() throws {
        let pipe = Pipe(blockCount: 4, blockSize: 8)
        var writer = pipe.makeWriter()
        var reader = pipe.makeReader()
        try writer.write(pattern(20))
        try writer.finish()
        #expect(pipe.bytesSent == 20)
        #expect(try drain(&reader).count == 20)
    }

    @Test func `the reader sees the end only after everything was read`() throws {
        let pipe = Pipe(blockCount: 4, blockSize: 8)
        var writer = pipe.makeWriter()
        var reader = pipe.makeReader()
        try writer.write(pattern(9))
        try writer.finish()
        #expect(try readCount(&reader) == 8)
        #expect(try readCount(&reader) == 1)
        #expect(try readCount(&reader) == nil)
    }

    @Test func `a failed producer is an error at once, what was queued is discarded`() throws {
        let pipe = Pipe(blockCount: 4, blockSize: 8)
        var writer = pipe.makeWriter()
        var reader = pipe.makeReader()
        try writer.write(pattern(24))
        writer.fail(Broken.producer)
        #expect(throws: Broken.producer) { try drain(&reader) }
    }

    @Test func `a writer that is dropped fails the pipe`() throws {
        let pipe = Pipe(blockCount: 4, blockSize: 8)
        var writer = pipe.makeWriter()
        var reader = pipe.makeReader()
        try writer.write(pattern(5))
        drop(writer)
        #expect(throws: PipeError.producerVanished) { try drain(&reader) }
    }

    @Test func `a reader that is dropped stops the producer`() throws {
        let pipe = Pipe(blockCount: 2, blockSize: 8)
        var writer = pipe.makeWriter()
        drop(pipe.makeReader())
        #expect(throws: PipeError.consumerVanished) { try writer.write(pattern(64)) }
    }

    @Test func `an abort reaches a producer that is waiting for room`() async throws {
        let pipe = Pipe(blockCount: 2, blockSize: 8)
        let writing = produce(into: pipe.makeWriter(), pattern(1_000))
        while pipe.bytesSent < 8 { await Task.yield() }
        pipe.makeReader().abort(Broken.consumer)
        await #expect(throws: Broken.consumer) { try await writing.value }
    }

    @Test func `an abort from outside reaches a consumer that is waiting for bytes`() async throws {
        let pipe = Pipe()
        let writer = pipe.makeWriter()
        let reading = consume(from: pipe.makeReader())
        pipe.abort(CancellationRequested())
        await #expect(throws: CancellationRequested.self) { try await reading.value }
        drop(writer)
    }

    @Test func `an abort before the end makes finish throw`() throws {
        let pipe = Pipe(blockCount: 2, blockSize: 8)
        var writer = pipe.makeWriter()
        try writer.write(pattern(3))
        pipe.makeReader().abort(Broken.consumer)
        do {
            try writer.finish()
            Issue.record("finish must not succeed after an abort")
        } catch {
            #expect(error as? Broken == .consumer)
        }
    }

    @Test func `the first end counts, later ones change nothing`() throws {
        let pipe = Pipe(blockCount: 4, blockSize: 8)
        var writer = pipe.makeWriter()
        var reader = pipe.makeReader()
        try writer.write(pattern(3))
        try writer.finish()
        pipe.abort(Broken.consumer)
        #expect(try drain(&reader).count == 3)
    }

    @Test func `blocks go round: thousands of them need no more memory than two`() async throws {
        let pipe = Pipe(blockCount: 2, blockSize: 64)
        let writing = produce(into: pipe.makeWriter(), pattern(64 * 5_000))
        let count = try await consume(from: pipe.makeReader()).value.count
        try await writing.value
        #expect(count == 64 * 5_000)
    }

    @Test func `a dropped pipe with queued blocks frees itself`() throws {
        weak var remains: Pipe?
        do {
            let pipe = Pipe(blockCount: 4, blockSize: 8)
            remains = pipe
            var writer = pipe.makeWriter()
            try writer.write(pattern(24))
            drop(writer)
            drop(pipe.makeReader())
        }
        #expect(remains == nil)
    }
}

enum Broken: Error, Equatable {
    case producer, consumer
}

func drop(_ writer: consuming PipeWriter) {}
func drop(_ reader: consuming PipeReader) {}
