import Glibc
import TestSupport
import Testing

@testable import Pipe

@Suite struct FrameWriterTests {
    /// What a writer put into a pipe.
    private func stream(_ write: (consuming FrameWriter) throws -> Void) throws -> [UInt8] {
        let (reader, writer) = try unnamedPipe()
        try write(FrameWriter(to: writer))
        close(writer)
        return try everything(of: try DescriptorSource(FileDescriptor(taking: reader), idle: 5, Cancellation()))
    }

    @Test func `the stream is what the contract says`() throws {
        let bytes = try stream { writer in
            var writer = writer
            try Array("abc".utf8).withUnsafeBytes { try writer.write($0) }
            try writer.finish()
        }
        #expect(bytes == [0, 0, 0, 3, 97, 98, 99, 0, 0, 0, 0])
    }

    @Test func `an empty write is no end`() throws {
        let bytes = try stream { writer in
            var writer = writer
            try writer.write(UnsafeRawBufferPointer(start: nil, count: 0))
            try writer.cancel()
        }
        #expect(bytes == [255, 255, 255, 255])
    }

    @Test func `a writer that is dropped leaves no end`() throws {
        let bytes = try stream { writer in
            var writer = writer
            try [UInt8(7)].withUnsafeBytes { try writer.write($0) }
        }
        #expect(bytes == [0, 0, 0, 1, 7])
        #expect(FrameStream(bytes: bytes).fault() == .cut(offset: 5))
    }

    @Test func `more than a frame may hold goes into several`() async throws {
        let (reader, writer) = try unnamedPipe()
        let size = Int(Frame.maximum) + 5
        Thread.start {
            var frames = FrameWriter(to: writer)
            try? [UInt8](repeating: 1, count: size).withUnsafeBytes { try frames.write($0) }
            try? frames.finish()
            close(writer)
        }
        let source = FrameReader(try DescriptorSource(FileDescriptor(taking: reader), idle: 60, Cancellation()))
        #expect(try source.skip(.max) == Int64(size))
        #expect(source.offset == Int64(size + 12))
    }
}
