import Glibc
import Pipe

/// How full the file system of a folder is.
package struct DiskSpace: Sendable, Equatable {
    package let path: String
    package let space: Space

    package init(path: String, space: Space) {
        self.path = path
        self.space = space
    }

    /// Asks `statvfs(2)`. Used and free are what `df` shows: blocks for root alone are neither. May block for long where a
    /// network file system does not answer.
    /// - Returns: nil when there is no such folder.
    package init?(of path: String) {
        var status = statvfs()
        guard withPath(Array(path.utf8), { statvfs($0, &status) }) == 0 else { return nil }
        let unit = UInt64(status.f_frsize)
        let bytes = { (count: UInt64) in
            let (bytes, isBeyond) = count.multipliedReportingOverflow(by: unit)
            return isBeyond ? Int64.max : Int64(clamping: bytes)
        }
        let total = bytes(UInt64(status.f_blocks))
        self.path = path
        space = Space(
            total: total, used: max(0, total - bytes(UInt64(status.f_bfree))), free: bytes(UInt64(status.f_bavail)))
    }
}
