import Pipe
import Testing

@Suite struct TeeTests {
    /// Writes so many bytes through a pipe with a tee, and reads both to their ends, each on a thread of its own.
    private func transfer(_ bytes: [UInt8], _ tee: Tee, settling: Result<Void, any Error> = .success(())) async throws
        -> (main: [UInt8], copy: [UInt8]?)
    {
        let pipe = Pipe(blockCount: 4, blockSize: 64)
        let (writer, reader) = (Handover(pipe.makeWriter(tee: tee)), Handover(pipe.makeReader()))
        let second = Handover(tee.makeReader())
        async let copy: [UInt8]? = Thread.run {
            var reader = second.take()
            let copied = try? drain(&reader)
            tee.settle(settling)
            return copied
        }
        async let main: [UInt8] = Thread.run {
            var reader = reader.take()
            return try drain(&reader)
        }
        try await Thread.run {
            var writer = writer.take()
            try writer.write(bytes)
            try writer.finish()
        }
        return (try await main, try await copy)
    }

    @Test(arguments: [true, false])
    func `both get the same`(isRequired: Bool) async throws {
        let bytes = pattern(10_001)
        let tee = Tee(isRequired: isRequired, blockCount: 200, blockSize: 64)
        let received = try await transfer(bytes, tee)
        #expect(received.main == bytes && received.copy == bytes)
    }

    @Test func `one that is required holds the pipe back, and gets all of it through a small queue`() async throws {
        let bytes = pattern(10_001)
        let received = try await transfer(bytes, Tee(isRequired: true, blockCount: 2, blockSize: 64))
        #expect(received.main == bytes && received.copy == bytes)
    }

    @Test func `one that nobody reads is given up, and the pipe goes on`() async throws {
        let bytes = pattern(10_001)
        let tee = Tee(isRequired: false, blockCount: 2, blockSize: 64, patience: 0)
        let pipe = Pipe(blockCount: 4, blockSize: 64)
        let (writer, reader) = (Handover(pipe.makeWriter(tee: tee)), Handover(pipe.makeReader()))
        async let main: [UInt8] = Thread.run {
            var reader = reader.take()
            return try drain(&reader)
        }
        try await Thread.run {
            var writer = writer.take()
            try writer.write(bytes)
            try writer.finish()
        }
        #expect(try await main == bytes)
        var late = tee.makeReader()
        #expect(throws: TeeError.tooSlow) { try drain(&late) }
    }

    @Test func `one that was given up never holds the producer back again`() async throws {
        let tee = Tee(isRequired: false, blockCount: 2, blockSize: 64, patience: 0)
        let pipe = Pipe(blockCount: 4, blockSize: 64)
        let production = produce(into: pipe.makeWriter(tee: tee), pattern(10_000), writing: 64)
        var reader = pipe.makeReader()
        // Two blocks fit into its queue; it is given up at the third.
        for _ in 0..<3 { _ = try readCount(&reader) }
        for _ in 0..<1_500 where pipe.bytesSent < (3 + 4) * 64 { try await Task.sleep(for: .milliseconds(20)) }
        #expect(pipe.bytesSent == (3 + 4) * 64, "the producer is ahead by the whole pipe")
        _ = try drain(&reader)
        try await production.value
    }

    @Test func `one that is required and fails in the end fails the pipe before its end`() async throws {
        let tee = Tee(isRequired: true, blockCount: 200, blockSize: 64)
        await #expect(throws: Broken.consumer) {
            try await transfer(pattern(1_000), tee, settling: .failure(Broken.consumer))
        }
    }

    @Test func `one that fails and is not required is passed over`() async throws {
        let bytes = pattern(10_001)
        let tee = Tee(isRequired: false, blockCount: 2, blockSize: 64)
        tee.settle(.failure(Broken.consumer))
        #expect(try await transfer(bytes, tee).main == bytes)
    }

    @Test func `a producer that fails fails both`() throws {
        let tee = Tee(isRequired: false, blockCount: 4, blockSize: 64)
        let pipe = Pipe(blockCount: 4, blockSize: 64)
        var writer = pipe.makeWriter(tee: tee)
        var reader = pipe.makeReader()
        var second = tee.makeReader()
        try writer.write(pattern(100))
        writer.fail(Broken.producer)
        #expect(throws: Broken.producer) { try drain(&reader) }
        #expect(throws: Broken.producer) { try drain(&second) }
    }
}
