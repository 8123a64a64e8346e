import Glibc
import Pipe
import TestSupport

/// A named pipe that a test reads, and the program that writes into it.
final class PipeHandover {
    let folder: TemporaryFolder
    let pipe: NamedPipe
    let cancellation = Cancellation()

    init() throws {
        folder = try TemporaryFolder()
        pipe = try NamedPipe("nightly", in: PipeFolder(folder.path))
    }

    /// Runs a script; `$PIPE` is the named pipe, and `drivepipe` is found.
    func start(_ script: String, _ environment: [String: String] = [:]) throws -> ChildProcess {
        let bin = BuiltProgram.path.split(separator: "/").dropLast().joined(separator: "/")
        let settings = ["PIPE=\(pipe.path)"] + environment.map { "\($0)=\($1)" }
        let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
        return try ChildProcess(
            "/usr/bin/env", settings + ["PATH=/\(bin):\(path)", "sh", "-c", script], output: folder.path("output"))
    }

    /// What the script said.
    var output: String { (try? folder.read("output")) ?? "" }

    /// What comes through the pipe until its end.
    /// - Throws: `FrameError`, unless the end is that of a whole.
    func read(onBytes: (Int) -> Void = { _ in }) throws -> [UInt8] {
        let source = FrameReader(try pipe.waitForWriter(seconds: 60, idle: 60, cancellation))
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var all: [UInt8] = []
        while true {
            let count = try buffer.withUnsafeMutableBytes { try source.read(into: $0) }
            if count == 0 { return all }
            all += buffer[..<count]
            onBytes(all.count)
        }
    }

    /// The error that reading ends with; nil for a whole.
    func fault(onBytes: (Int) -> Void = { _ in }) -> (any Error)? {
        do {
            _ = try read(onBytes: onBytes)
            return nil
        } catch {
            return error
        }
    }
}
