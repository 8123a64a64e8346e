import Pipe
import Testing

struct PipeSourceTests {
    @Test func `what was written is read in pieces of any size, then the end`() throws {
        let pipe = Pipe(blockCount: 4, blockSize: 8)
        var writer = pipe.makeWriter()
        let source = PipeSource(pipe.makeReader())
        let sent = [UInt8](0..<20)
        try sent.withUnsafeBytes { try writer.write($0) }
        try writer.finish()
        #expect(try source.bytes(3) == [0, 1, 2])
        #expect(try source.bytes(40) == [UInt8](3..<20))
        #expect(try source.bytes(1) == [])
        #expect(try source.bytes(1) == [])
    }

    @Test func `bytes that nobody wants are passed over, as far as there are any`() throws {
        let pipe = Pipe(blockCount: 4, blockSize: 8)
        var writer = pipe.makeWriter()
        let source = PipeSource(pipe.makeReader())
        try [UInt8](0..<20).withUnsafeBytes { try writer.write($0) }
        try writer.finish()
        #expect(try source.skip(0) == 0 && source.skip(-1) == 0)
        #expect(try source.skip(11) == 11)
        #expect(try source.bytes(2) == [11, 12])
        #expect(try source.skip(.max) == 7)
    }

    @Test func `a producer that fails is heard, not taken for the end`() throws {
        let pipe = Pipe(blockCount: 4, blockSize: 8)
        pipe.makeWriter().fail(CancellationRequested())
        let source = PipeSource(pipe.makeReader())
        #expect(throws: CancellationRequested.self) { try source.bytes(1) }
    }

    @Test func `dropped early it makes the producer stop`() throws {
        let pipe = Pipe(blockCount: 2, blockSize: 8)
        var writer = pipe.makeWriter()
        do { _ = PipeSource(pipe.makeReader()) }
        #expect(throws: PipeError.consumerVanished) {
            try [UInt8](0..<20).withUnsafeBytes { try writer.write($0) }
        }
    }
}
