/// One member of a tar archive: what its header says.
package struct TarEntry: Sendable, Equatable {
    /// What it stands for.
    package enum Kind: Sendable, Equatable {
        case file
        case directory
        /// A symbolic link with the bytes of its target, kept as they are.
        case symbolicLink(target: [UInt8])
    }

    /// The name's raw bytes as on disk, without a leading slash; UTF-8 or not.
    package var path: [UInt8]
    package var kind: Kind
    /// Bytes of content; 0 unless the kind is `.file`.
    package var size: Int64
    /// The lower twelve permission bits.
    package var mode: UInt32
    package var owner: UInt32
    package var group: UInt32
    package var modified: Timestamp

    package init(
        path: [UInt8], kind: Kind = .file, size: Int64 = 0, mode: UInt32 = 0o644, owner: UInt32 = 0, group: UInt32 = 0,
        modified: Timestamp
    ) {
        self.path = path
        self.kind = kind
        self.size = size
        self.mode = mode
        self.owner = owner
        self.group = group
        self.modified = modified
    }
}

/// A moment as file systems keep it.
package struct Timestamp: Sendable, Equatable {
    /// Seconds since 1970, negative before.
    package var seconds: Int64
    /// 0 ..< 1,000,000,000, always counted forwards.
    package var nanoseconds: Int64

    package init(seconds: Int64, nanoseconds: Int64 = 0) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }
}
