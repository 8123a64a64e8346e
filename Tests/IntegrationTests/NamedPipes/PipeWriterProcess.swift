import Cryptography
import FoundationEssentials
import TestSupport

/// A program of another kind, in Python, that writes frames into a named pipe: the same bytes each time.
final class PipeWriterProcess: Sendable {
    /// How it ends when it has written its bytes.
    enum End: String, Sendable {
        /// With the 0 that says that it is done.
        case done
        /// With the -1 that says that it never will be.
        case cancel
        /// By SIGKILL, without a word.
        case die
        /// Like a program that knows nothing of frames' ends.
        case quit
        /// Never: it sits there.
        case stall
        /// With a frame that says it is a gigabyte long, or of less than nothing.
        case oversize, negative
        /// In the middle of a frame.
        case cut
        /// Never: it goes on writing.
        case endless
        /// No frames at all.
        case raw
    }

    private let process: ChildProcess

    /// - Parameter bytes: how many it writes, before it ends as it shall.
    init(_ path: String, bytes: Int, _ end: End) throws {
        process = try ChildProcess("/usr/bin/python3", ["-c", Self.program, path, String(bytes), end.rawValue])
    }

    /// Waits for it to end by itself.
    /// - Returns: its exit code, or nil when a signal ended it.
    func ended() async throws -> Int32? { try await process.ended() }

    func kill() {
        process.end(by: 9)
    }

    /// The MD5 of so many of its bytes.
    static func md5(_ bytes: Int) -> String {
        var digest = Digest(.md5)
        let block = (0..<65_536).map { UInt8(truncatingIfNeeded: $0 * 7 + $0 / 256) }
        var left = bytes
        while left > 0 {
            block.prefix(left).withUnsafeBytes { digest.update($0) }
            left -= block.count
        }
        return digest.finish()
    }

    private static let program = """
        import os, signal, struct, sys, time
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        path, left, end = sys.argv[1], int(sys.argv[2]), sys.argv[3]
        block = bytes((i * 7 + i // 256) % 256 for i in range(65536))
        # Creates nothing where the pipe has gone already.
        with open(os.open(path, os.O_WRONLY), 'wb', buffering=0) as pipe:
            def frame(content):
                if end == 'raw': pipe.write(content)
                else: pipe.write(struct.pack('>i', len(content)) + content)
            while left > 0:
                frame(block[:left])
                left -= len(block)
            while end == 'endless': frame(block)
            if end == 'done': pipe.write(struct.pack('>i', 0))
            if end == 'cancel': pipe.write(struct.pack('>i', -1))
            if end == 'oversize': pipe.write(struct.pack('>i', 1 << 30))
            if end == 'negative': pipe.write(struct.pack('>i', -7))
            if end == 'cut': pipe.write(struct.pack('>i', 5000) + bytes(100))
            if end == 'die': os.kill(os.getpid(), signal.SIGKILL)
            if end == 'stall': time.sleep(1000)
        """
}
