import Glibc
import Pipe

/// Ways into a folder tree that lead through no link: every path is walked name by name from the root's descriptor.
///
/// The folders last walked through stay open, since the next entry mostly lies near the last one; no more than
/// `depthKept` of them, so descriptors are bounded.
final class DirectoryStack {
    let root: OpenDirectory
    /// The folders that had to be made.
    private(set) var made = InodeSet()
    private var open: [(name: [UInt8], directory: OpenDirectory)] = []

    private static let depthKept = 32

    init(root: OpenDirectory) {
        self.root = root
    }

    /// The open folder at a path.
    /// - Parameter making: whether folders that are missing are made, with mode 0700 until they get their own.
    /// - Throws: `SystemError`: `ELOOP` or `ENOTDIR` where something else than a folder is in the way, `ENOENT`.
    func directory(_ path: some Collection<[UInt8]>, making: Bool) throws(SystemError) -> OpenDirectory {
        var shared = 0
        for (kept, name) in zip(open, path) {
            guard kept.name == name else { break }
            shared += 1
        }
        open.removeSubrange(shared...)
        var current = open.last?.directory ?? root
        for name in path.dropFirst(shared) {
            current = try enter(name, in: current, making: making)
            if open.count < Self.depthKept { open.append((name, current)) }
        }
        return current
    }

    private func enter(_ name: [UInt8], in parent: OpenDirectory, making: Bool) throws(SystemError) -> OpenDirectory {
        do {
            return try OpenDirectory(name, in: parent)
        } catch let error where error.number == ENOENT && making {
            return try make(name, in: parent)
        }
    }

    private func make(_ name: [UInt8], in parent: OpenDirectory) throws(SystemError) -> OpenDirectory {
        guard withPath(name, { mkdirat(parent.descriptor.number, $0, 0o700) }) == 0 else { throw .last }
        let directory = try OpenDirectory(name, in: parent)
        made.insert(try directory.descriptor.status())
        return directory
    }
}
