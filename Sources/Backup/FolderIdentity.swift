import Glibc
import Pipe

/// Which folder stands at a path, so that another one in its place is noticed: below an unmounted folder lies an empty
/// one of the same name.
struct FolderIdentity: Sendable, Equatable {
    private let device: UInt64
    private let number: UInt64

    init(_ status: stat) {
        device = UInt64(status.st_dev)
        number = UInt64(status.st_ino)
    }

    /// Nil when nothing is there.
    init?(of path: [UInt8]) {
        var status = stat()
        guard withPath(path + [UInt8(ascii: "/")], { stat($0, &status) }) == 0 else { return nil }
        self.init(status)
    }
}
