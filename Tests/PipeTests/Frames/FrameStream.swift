import Glibc
import TestSupport

@testable import Pipe

/// A stream of frames as a test wants it, and what a reader makes of it.
struct FrameStream {
    var bytes: [UInt8] = []

    /// A length, and bytes that need not be as many.
    func frame(_ length: Int32, _ payload: [UInt8] = []) -> FrameStream {
        FrameStream(bytes: bytes + withUnsafeBytes(of: length.bigEndian, Array.init) + payload)
    }

    func frame(of text: String) -> FrameStream { frame(Int32(text.utf8.count), Array(text.utf8)) }

    /// What comes out when all of it has been written into a pipe and the pipe was closed.
    func read(bufferSize: Int = 7) throws -> [UInt8] {
        let (reader, writer) = try unnamedPipe()
        try bytes.withUnsafeBufferPointer { bytes throws(SystemError) in
            try FileDescriptor.write(UnsafeRawBufferPointer(bytes), to: writer)
        }
        close(writer)
        let source = FrameReader(try DescriptorSource(FileDescriptor(taking: reader), idle: 5, Cancellation()))
        return try everything(of: source, bufferSize: bufferSize)
    }

    /// The error that a reader ends with; nil for none.
    func fault() -> FrameError? {
        do {
            _ = try read()
            return nil
        } catch {
            return error as? FrameError
        }
    }
}

func everything(of source: some ByteSource, bufferSize: Int = 4_096) throws -> [UInt8] {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bufferSize, alignment: 16)
    defer { buffer.deallocate() }
    var all: [UInt8] = []
    while true {
        let count = try source.read(into: buffer)
        if count == 0 { return all }
        all += buffer[..<count]
    }
}

/// The reader's end does not block.
func unnamedPipe() throws -> (reader: Int32, writer: Int32) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw TestFailure("no pipe") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
    return (ends[0], ends[1])
}

func closed(_ descriptor: consuming FileDescriptor) {}
