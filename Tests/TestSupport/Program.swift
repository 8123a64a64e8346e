import Glibc

/// Another program, run to its end with bytes on its standard input.
package enum Program {
    package struct Result: Sendable {
        package let status: Int32
        package let output: [UInt8]
        package let error: [UInt8]
    }

    /// - Parameter path: absolute, or a name that is looked up along `PATH`.
    package static func run(_ path: String, _ arguments: [String] = [], input: [UInt8] = []) throws -> Result {
        let files = try (0..<3).map { _ in try ScratchFile() }
        try files[0].write(input)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (target, file) in files.enumerated() {
            posix_spawn_file_actions_adddup2(&actions, file.descriptor, Int32(target))
        }
        var process = pid_t()
        let argv = ([path] + arguments).map { strdup($0) } + [nil]
        defer { for argument in argv { free(argument) } }
        guard posix_spawnp(&process, path, &actions, nil, argv, environ) == 0 else {
            throw TestFailure("cannot start \(path)")
        }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 && errno == EINTR {}
        return Result(
            status: status & 0x7f == 0 ? status >> 8 & 0xff : 128 + status & 0x7f,
            output: try files[1].content(), error: try files[2].content())
    }
}

/// Packed by gzip itself.
package func gzip(_ bytes: [UInt8]) throws -> [UInt8] {
    let result = try Program.run("/bin/gzip", ["-nc"], input: bytes)
    guard result.status == 0 else { throw TestFailure("gzip ended with \(result.status)") }
    return result.output
}

/// An unnamed file, so that no amount of output can block the program.
private final class ScratchFile {
    let descriptor: Int32

    init() throws {
        descriptor = open("/tmp", O_RDWR | O_CLOEXEC | __O_TMPFILE, 0o600)
        guard descriptor >= 0 else { throw TestFailure("no scratch file") }
    }

    deinit {
        close(descriptor)
    }

    func write(_ bytes: [UInt8]) throws {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress! + done, bytes.count - done) }
            guard count > 0 else { throw TestFailure("scratch file is full") }
            done += count
        }
        lseek(descriptor, 0, SEEK_SET)
    }

    func content() throws -> [UInt8] {
        let size = Int(lseek(descriptor, 0, SEEK_END))
        return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            count = size == 0 ? 0 : max(0, pread(descriptor, buffer.baseAddress, size, 0))
        }
    }
}
