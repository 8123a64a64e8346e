import Glibc
import JSON
import Pipe

/// The file `credentials.json`. Rewritten, it keeps what it holds beside the refresh token, and is its owner's alone.
package struct CredentialsFile: Sendable, Equatable {
    package let path: String

    /// Bytes; a path such as `/dev/zero` must end, too.
    private static let largest = 64 * 1024

    package init(_ path: String) {
        self.path = path
    }

    /// - Throws: `DriveError.clientMissing` when there is no such file or no client in it; `credentialsUnusable`.
    package func read() throws(DriveError) -> Credentials {
        try Credentials(parsing: try content(), name: path)
    }

    /// Whether others on this machine may read or change the file.
    package var isOpenToOthers: Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & 0o077 != 0
    }

    /// Puts the refresh token of a new sign-in into the file, or takes the old one out of it. Power may fail at any moment.
    /// - Parameter client: the one that the token is for: if the file has another by now, it stays as it is.
    /// - Throws: `DriveError.credentialsNotWritable`, `credentialsUnusable`, `clientMissing`; the file is as before then.
    package func store(refreshToken: String?, for client: OAuthClient) throws(DriveError) {
        let content = try content()
        guard case .user(client, _) = try Credentials(parsing: content, name: path) else {
            throw .credentialsUnusable("The OAuth client in \(path) was changed meanwhile.")
        }
        var members = (try? JSON(parsing: content))?.object ?? [:]
        members["refresh_token"] = refreshToken.map(JSON.string)
        do {
            try AtomicFile.write(JSON.object(members).text + Array("\n".utf8), to: path)
        } catch {
            throw .credentialsNotWritable(
                "The credentials file \(path) cannot be written: \(error).\(Self.advice(error))")
        }
    }

    private static func advice(_ error: SystemError) -> String {
        switch error.number {
        case EBUSY: " Give the container the folder that it lies in, not the file alone."
        case EROFS: " Put it where DrivePipe may write."
        case EACCES, EPERM: " DrivePipe has to be allowed to write to its folder."
        case ENOSPC, EDQUOT: " Make room on the disk."
        case EWOULDBLOCK: " Another DrivePipe is writing it: try again."
        default: ""
        }
    }

    private func content() throws(DriveError) -> [UInt8] {
        do throws(SystemError) {
            let file = try FileDescriptor(opening: Array(path.utf8), flags: O_RDONLY | O_NONBLOCK)
            var buffer = [UInt8](repeating: 0, count: Self.largest + 1)
            let count = try buffer.withUnsafeMutableBufferPointer { bytes throws(SystemError) in
                try file.read(into: UnsafeMutableRawBufferPointer(bytes))
            }
            guard count <= Self.largest else { throw SystemError(number: EFBIG) }
            return Array(buffer[..<count])
        } catch {
            if error.number == ENOENT { throw .clientMissing("There is no credentials file \(path).") }
            throw .credentialsUnusable("The credentials file \(path) cannot be read: \(error).")
        }
    }
}
