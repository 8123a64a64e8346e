import TestSupport
import Testing

/// What a program prints that must have nothing to complain of.
@discardableResult
func checked(_ program: String, _ arguments: [String], input: [UInt8] = []) throws -> [UInt8] {
    let result = try Program.run(program, arguments, input: input)
    #expect(result.status == 0 && result.error.isEmpty, "\(String(decoding: result.error, as: UTF8.self))")
    return result.output
}

/// The names in a tar, read by GNU tar.
func listing(of tar: [UInt8]) throws -> [String] {
    String(decoding: try checked("/bin/tar", ["-tPf", "-"], input: tar), as: UTF8.self).split(separator: "\n").map(
        String.init)
}

/// Names, kinds, modes, owners, times, targets and contents of a tree, in words.
func described(_ path: String, below top: String = ".") throws -> String {
    let find = #"""
        cd "$1" && find "$2" -printf '%P %y %m %U %G %T@ %l\n' | sort && \
        find "$2" -type f -print0 | sort -z | xargs -0r sha256sum
        """#
    return String(decoding: try checked("/bin/sh", ["-c", find, "sh", path, top]), as: UTF8.self)
}
