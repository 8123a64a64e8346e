import Glibc
import Pipe

/// A folder that is held open, and the things in it by their names, no link among them ever followed.
final class OpenDirectory {
    let descriptor: FileDescriptor

    /// The folder at a path of the user's own, links in it followed.
    /// - Throws: `SystemError`.
    init(path: [UInt8]) throws(SystemError) {
        descriptor = try FileDescriptor(opening: path, flags: O_RDONLY | O_DIRECTORY)
    }

    /// A folder in a folder.
    /// - Throws: `SystemError`.
    init(_ name: [UInt8], in parent: OpenDirectory) throws(SystemError) {
        descriptor = try FileDescriptor(in: parent.descriptor, name, flags: O_RDONLY | O_DIRECTORY)
    }

    /// What stands under a name; nil when nothing does.
    /// - Throws: `SystemError`.
    func status(of name: [UInt8]) throws(SystemError) -> stat? {
        var status = stat()
        let result = withPath(name) { fstatat(descriptor.number, $0, &status, AT_SYMLINK_NOFOLLOW) }
        if result == 0 { return status }
        guard errno == ENOENT else { throw .last }
        return nil
    }

    /// Has something made under a temporary name, then puts it in its place, in place of what is there. Whatever happens,
    /// nothing is left under the temporary name.
    /// - Parameter make: makes it, under the hidden name it is given.
    /// - Returns: what now stands there.
    /// - Throws: `SystemError`; whatever `make` throws.
    func put(_ name: [UInt8], make: (_ temporary: [UInt8]) throws -> Void) throws -> stat {
        let temporary = Array(".drivepipe-\(String(UInt64.random(in: 0 ... .max), radix: 16))".utf8)
        defer { _ = withPath(temporary) { unlinkat(descriptor.number, $0, 0) } }
        try make(temporary)
        guard let status = try status(of: temporary) else { throw SystemError(number: ENOENT) }
        let result = withPath(temporary) { old in
            withPath(name) { renameat(descriptor.number, old, descriptor.number, $0) }
        }
        guard result == 0 else { throw SystemError.last }
        return status
    }
}
