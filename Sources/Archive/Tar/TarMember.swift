/// One member of a tar archive as it was read: whatever its header says, to be taken with suspicion.
package struct TarMember: Sendable, Equatable {
    /// What it stands for.
    package enum Kind: Sendable, Equatable {
        case file
        case directory
        /// With the bytes of its target, unchecked.
        case symbolicLink(target: [UInt8])
        /// To a file that came earlier, by the name it had there, unchecked.
        case hardLink(target: [UInt8])
        /// A device, a named pipe, or a type nobody knows, by its type flag.
        case other(UInt8)
    }

    /// The name's raw bytes as written, unchecked: it may be absolute, or lead out of the folder.
    package var path: [UInt8]
    package var kind: Kind
    /// Bytes of content, never negative; 0 for anything but a file.
    package var size: Int64
    /// The lower twelve permission bits.
    package var mode: UInt32
    package var owner: UInt32
    package var group: UInt32
    package var modified: Timestamp
    /// Where the member begins, its extended headers included: bytes from the start of the archive.
    package var offset: Int64

    package init(
        path: [UInt8], kind: Kind = .file, size: Int64 = 0, mode: UInt32 = 0o644, owner: UInt32 = 0, group: UInt32 = 0,
        modified: Timestamp = Timestamp(seconds: 0), offset: Int64 = 0
    ) {
        self.path = path
        self.kind = kind
        self.size = size
        self.mode = mode
        self.owner = owner
        self.group = group
        self.modified = modified
        self.offset = offset
    }

    /// The name for people. Real names are short; of a longer one the start is enough.
    package var shownName: String { String(decoding: path.prefix(1_024), as: UTF8.self) }
}
