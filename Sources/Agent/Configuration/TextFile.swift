import Glibc

/// Reads small files whole: a configuration, a secret.
enum TextFile {
    enum Failure: Error, Hashable {
        case notFound
        /// The system's words for it.
        case unreadable(String)
        case tooLarge
    }

    /// - Parameter maximumSize: bytes; a path such as `/dev/zero` must end, too.
    static func read(_ path: String, maximumSize: Int) throws(Failure) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(errno) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count == 0 { return bytes }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw failure(errno) }
            bytes += buffer[..<count]
            guard bytes.count <= maximumSize else { throw .tooLarge }
        }
    }

    /// The folder a file is in; "." for a bare name.
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    private static func failure(_ code: Int32) -> Failure {
        code == ENOENT || code == ENOTDIR ? .notFound : .unreadable(String(cString: strerror(code)))
    }
}
