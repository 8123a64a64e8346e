import Glibc
import Pipe

/// Which file or folder it is, whatever its name, so that another one in its place is noticed: below an unmounted folder
/// lies an empty one of the same name.
struct FileIdentity: Sendable, Hashable {
    private let device: UInt64
    private let number: UInt64

    init(_ status: stat) {
        device = UInt64(status.st_dev)
        number = UInt64(status.st_ino)
    }

    /// Nil when nothing is there. A link is followed only with a slash behind it.
    init?(of path: [UInt8]) {
        var status = stat()
        guard withPath(path, { lstat($0, &status) }) == 0 else { return nil }
        self.init(status)
    }

    /// Nil when nothing is there.
    init?(ofFolder path: [UInt8]) {
        self.init(of: path + [UInt8(ascii: "/")])
    }
}
