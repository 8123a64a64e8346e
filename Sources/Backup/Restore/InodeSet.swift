import Glibc

/// Which files and folders a restore made itself, in eight bytes each.
///
/// Identity, not name: a name may come to stand for something else, the file behind it is what it is.
struct InodeSet {
    private var numbers: [UInt64: Set<UInt64>] = [:]

    func contains(_ status: stat) -> Bool {
        numbers[UInt64(status.st_dev)]?.contains(UInt64(status.st_ino)) ?? false
    }

    mutating func insert(_ status: stat) {
        numbers[UInt64(status.st_dev), default: []].insert(UInt64(status.st_ino))
    }

    mutating func remove(_ status: stat) {
        numbers[UInt64(status.st_dev)]?.remove(UInt64(status.st_ino))
    }
}
