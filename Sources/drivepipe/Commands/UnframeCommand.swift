import ArgumentParser
import Glibc
import Pipe

/// `drivepipe pipe unframe`: the reader's side of the contract, for tests and people.
struct UnframeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unframe", abstract: "Take the frames off standard input.",
        discussion: """
            Ends with exit code 0 only if the stream ended as a whole. Until then the output is to be taken for a part.
            """)

    func run() throws {
        do {
            try Self.copy()
        } catch {
            try StandardStream.error.write(line: "drivepipe: \(error)")
            throw ExitStatus.failed.error
        }
    }

    private static func copy() throws {
        signal(SIGPIPE, SIG_IGN)
        let source = FrameReader(
            try DescriptorSource(
                FileDescriptor(duplicating: 0), idle: .greatestFiniteMagnitude, Cancellation()))
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 4_096)
        defer { buffer.deallocate() }
        while true {
            let count = try source.read(into: buffer)
            if count == 0 { return }
            try FileDescriptor.write(UnsafeRawBufferPointer(rebasing: buffer[..<count]), to: 1)
        }
    }
}
