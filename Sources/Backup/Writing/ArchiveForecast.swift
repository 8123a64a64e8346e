import Archive

/// What the whole archive will have: each member as it was forecast until its size is promised, headers, padding, the
/// manifest and the end counted.
struct ArchiveForecast {
    private var members: [SizeForecast]
    private let manifestSize: Int64
    /// How many members are done.
    private var finished: Int
    /// Bytes of members that overran their reservation.
    private var superseded: Int64 = 0

    /// - Parameters:
    ///   - members: what each will have in the archive, encryption included.
    ///   - finished: how many of them are done.
    ///   - manifestSize: bytes of `backup.json`.
    init(members: [SizeForecast] = [], finished: Int = 0, manifestSize: Int64 = 0) {
        self.members = members
        self.finished = finished
        self.manifestSize = manifestSize
    }

    /// The size of the member being written is promised now.
    mutating func reserve(size: Int64) {
        guard members.indices.contains(finished) else { return }
        members[finished] = SizeForecast(exactly: size)
    }

    /// The member being written is done.
    mutating func finish(size: Int64) {
        reserve(size: size)
        finished += 1
    }

    /// The member being written overran and starts again.
    mutating func supersede() {
        guard members.indices.contains(finished) else { return }
        superseded += Self.entrySize(of: members[finished].expected)
    }

    /// Bytes of the archive.
    var size: SizeForecast {
        let before = SizeForecast(exactly: superseded + Self.entrySize(of: manifestSize))
        return members.reduce(before) { $0 + $1.map(Self.entrySize) }.map { $0 + tarEndSize(after: $0) }
    }

    /// Of a member of the outer archive, whose header is one block whatever its size.
    private static func entrySize(of content: Int64) -> Int64 {
        Int64(TarHeader.blockSize) + content + TarHeader.padding(after: content)
    }
}
