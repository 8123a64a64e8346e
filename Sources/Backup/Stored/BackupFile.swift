import Pipe

/// A backup that lies somewhere, such as in Drive or on a disk, to be read from any place in it.
package protocol BackupFile: Sendable {
    /// For people.
    var name: String { get }
    /// Bytes.
    var size: Int64 { get }
    /// What whoever keeps it says its MD5 is, in lower-case hexadecimal; nil when nobody does.
    var md5: String? { get }

    /// The bytes from an offset on. What is not read of them is not fetched, or not for long.
    /// - Parameters:
    ///   - offset: 0 to `size`.
    ///   - count: bytes after which the source ends, at most what there is.
    func source(from offset: Int64, count: Int64) throws -> any ByteSource
}

extension BackupFile {
    package var md5: String? { nil }
}
