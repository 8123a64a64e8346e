import Archive

/// A folder as it will stand in an inner tar: every entry in its place, and the size of it all, from metadata alone.
package struct FileTree: Sendable {
    /// The folder on disk, raw bytes, without a slash at the end.
    package let root: [UInt8]
    package let notices: BackupNotices
    /// To be asked before any of the files is opened.
    let databases: Databases
    private let identity: FileIdentity
    private let isPrefixed: Bool
    private let topLength: Int
    private let table: EntryTable
    private let layout: TreeLayout

    /// - Parameter top: what stands before every name in the tar: `data` for the configuration, `.` for a folder, which
    ///   stands only for itself.
    init(
        root: [UInt8], identity: FileIdentity, top: [UInt8], table: EntryTable, notices: BackupNotices,
        databases: Databases
    ) {
        self.root = root
        self.identity = identity
        self.notices = notices
        self.databases = databases
        self.table = table
        isPrefixed = top != [UInt8(ascii: ".")]
        topLength = top.count
        layout = TreeLayout(table)
    }

    /// Entries in the tar. A directory with links counts twice.
    package var count: Int { layout.order.count }

    /// The entry at a place in the order of the tar.
    package subscript(position: Int) -> PlannedEntry {
        table.planned(layout.order[position])
    }

    /// The place of the entry whose bytes stand at an offset in the tar, and where that entry begins.
    package func position(at offset: Int64) -> (position: Int, start: Int64) {
        layout.position(at: offset, table)
    }

    /// Stretches of the tar that compress alike.
    package var strata: [Range<Int64>] { layout.strata }

    /// Bytes of all entries, without the tar's own end.
    package var contentSize: Int64 { layout.size }

    /// Bytes of the tar with nothing changed, its end included.
    package var tarSize: Int64 {
        contentSize + tarEndSize(after: contentSize)
    }

    /// Bytes of room beyond that, so that small files that grew before they were read need not be cut, nor databases that
    /// are held again.
    package var growthAllowance: Int64 { min(1 << 20, 64 << 10 + tarSize / 256) + databases.growth(below: root) }

    /// Prepares for writing the tree a second time: the databases have been let go of, and may have grown since.
    package func holdDatabasesAgain() {
        databases.holdAgain(below: root)
    }

    /// - Throws: `BackupError.sourceVanished` when the folder is not the one that was scanned any more: what is missing
    ///   then was not deleted by the user, and the backup is none.
    func checkStillThere() throws {
        guard FileIdentity(ofFolder: root) == identity else {
            throw BackupError.sourceVanished(path: String(decoding: root, as: UTF8.self))
        }
    }

    /// Where an entry lies on disk.
    package func diskPath(of path: [UInt8]) -> [UInt8] {
        isPrefixed ? root + path.dropFirst(topLength) : root + [UInt8(ascii: "/")] + path
    }
}
