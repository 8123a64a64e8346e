import Agent
import Glibc
import JSON
import Pipe

/// Text to one of the standard streams, unbuffered.
struct StandardStream {
    let number: Int32

    static let output = StandardStream(number: STDOUT_FILENO)
    static let error = StandardStream(number: STDERR_FILENO)

    /// A file that is opened later must not take the number of a stream that the caller has closed: what is meant for
    /// people would be written into it.
    static func occupyClosed() {
        var number = open("/dev/null", O_RDWR)
        while (0...STDERR_FILENO).contains(number) { number = open("/dev/null", O_RDWR) }
        close(number)
    }

    /// Whether somebody looks at it as it comes.
    var isTerminal: Bool { isatty(number) == 1 }

    /// A line for people, whoever chose the names in it.
    /// - Throws: as `write` does.
    func write(line: String) throws(SystemError) {
        try write(line.printable + "\n")
    }

    /// One value for programs, on a line of its own.
    /// - Throws: as `write` does.
    func write(_ value: JSON) throws(SystemError) {
        try write(String(decoding: value.text, as: UTF8.self).printableJSON + "\n")
    }

    /// - Throws: `SystemError` when the other end is gone.
    func write(_ text: String) throws(SystemError) {
        try Array(text.utf8).withUnsafeBufferPointer { bytes throws(SystemError) in
            try FileDescriptor.write(UnsafeRawBufferPointer(bytes), to: number)
        }
    }
}
