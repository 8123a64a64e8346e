import HTTPServing

/// All files of the simulated account, and its quota: what the requests mean, without any I/O.
struct Drive: Sendable {
    /// The id behind the alias `root`.
    static let rootID = "0AFsimulatedRootUk9PVA"
    /// The id of the one shared drive, and of its root folder.
    static let sharedDriveID = "0ASimulatedTeamUk9PVA"

    /// Bytes; nil is unlimited.
    var quotaLimit: Int64?
    /// Bytes used by other services, such as mail.
    var otherUsage: Int64
    private var byID: [String: StoredFile] = [:]
    /// Ids in order of creation, for a stable listing.
    private var order: [String] = []
    private var generated: Set<String> = []
    private let sharedDriveRole: SharedDriveRole

    init(quotaLimit: Int64?, otherUsage: Int64, sharedDriveRole: SharedDriveRole = .manager) {
        self.quotaLimit = quotaLimit
        self.otherUsage = otherUsage
        self.sharedDriveRole = sharedDriveRole
        var shared = StoredFile(id: Self.sharedDriveID, now: .now())
        shared.name = "Shared drive"
        shared.mimeType = StoredFile.folderType
        shared.driveID = Self.sharedDriveID
        byID[shared.id] = shared
        var root = StoredFile(id: Self.rootID, now: .now())
        root.name = "My Drive"
        root.mimeType = StoredFile.folderType
        byID[root.id] = root
    }

    /// Every file but the root folder, oldest first.
    var files: [StoredFile] { order.compactMap { byID[$0].map(withTrash) } }

    /// Bytes used by files, the trash included; shared drives are nobody's.
    var usageInDrive: Int64 { own.reduce(0) { $0 + $1.size } }

    var usageInTrash: Int64 { own.reduce(0) { $0 + ($1.trashed ? $1.size : 0) } }

    private var own: [StoredFile] { byID.values.filter { $0.driveID == nil }.map(withTrash) }

    /// What lies in a folder that lies in the trash is there with it, and comes back with it.
    private func withTrash(_ file: StoredFile) -> StoredFile {
        var result = file
        var ancestor = file.parents.first.flatMap { byID[$0] }
        // Not for ever: nobody keeps a folder from being moved into itself.
        for _ in 0..<100 where !result.trashed {
            guard let parent = ancestor else { break }
            result.trashed = parent.trashed
            ancestor = parent.parents.first.flatMap { byID[$0] }
        }
        return result
    }

    /// - Throws: 404.
    func file(_ id: String) throws(Refusal) -> StoredFile {
        guard let file = byID[id == "root" ? Self.rootID : id] else { throw .fileNotFound(id) }
        return withTrash(file)
    }

    /// - Parameters:
    ///   - parent: where the bytes go; nil: My Drive.
    ///   - isServiceAccount: whose own drive has no room for a byte.
    /// - Throws: 403 when `size` more bytes do not fit.
    func checkQuota(
        adding size: Int64, in parent: String? = nil, isServiceAccount: Bool = false
    ) throws(Refusal) {
        if let parent, try file(parent).driveID != nil { return }
        if isServiceAccount { throw .serviceAccountQuota }
        guard let quotaLimit else { return }
        let (total, overflow) = (otherUsage + usageInDrive).addingReportingOverflow(size)
        guard !overflow, total <= quotaLimit else { throw .storageQuotaExceeded }
    }

    mutating func generateIDs(_ count: Int) -> [String] {
        let ids = (0..<count).map { _ in Identifier.random(prefix: "1", length: 33) }
        generated.formUnion(ids)
        return ids
    }

    /// Refuses now what `create` would refuse: an unknown parent, an id in use or never handed out.
    func checkCreate(_ metadata: FileMetadata) throws(Refusal) {
        if let id = metadata.id {
            guard byID[id] == nil else { throw .idInUse }
            guard generated.contains(id) else { throw .idNotUsable }
        }
        for parent in metadata.parents ?? [] where try !file(parent).isFolder {
            throw .fileNotFound(parent)
        }
    }

    /// Adds a file; `content` gets the id it will have.
    mutating func create(
        _ metadata: FileMetadata, content: (String) throws -> StoredContent?
    ) throws -> StoredFile {
        try checkCreate(metadata)
        let now = Timestamp.now()
        var file = StoredFile(id: metadata.id ?? Identifier.random(prefix: "1", length: 33), now: now)
        try file.apply(metadata, now: now)
        let parent = try self.file(metadata.parents?.first ?? Self.rootID)
        file.parents = [parent.id]
        file.driveID = parent.driveID
        file.content = file.isFolder ? nil : try content(file.id)
        file.headRevisionID = file.content.map { _ in Identifier.random(prefix: "0B", length: 44) }
        byID[file.id] = file
        order.append(file.id)
        return file
    }

    /// Changes metadata, and content where there is new content.
    mutating func update(
        _ id: String, _ metadata: FileMetadata, moving move: ParentChange = ParentChange(),
        content: (String) throws -> StoredContent? = { _ in nil }
    ) throws -> StoredFile {
        let known = try self.file(id)
        var file = byID[known.id] ?? known
        try file.apply(metadata, now: .now())
        file.parents = try move.apply(to: file.parents) { (id) throws(Refusal) in try self.file(id) }
        if let content = try content(file.id) {
            file.content = content
            file.headRevisionID = Identifier.random(prefix: "0B", length: 44)
        }
        byID[file.id] = file
        return withTrash(file)
    }

    /// Removes a file, a folder with all that is in it; returns what was removed.
    mutating func delete(_ id: String) throws(Refusal) -> [StoredFile] {
        let file = try file(id)
        guard file.id != Self.rootID else {
            throw Refusal(403, reason: "insufficientFilePermissions", message: "The root folder cannot be deleted.")
        }
        guard file.driveID == nil || sharedDriveRole == .manager && file.id != Self.sharedDriveID else {
            throw .insufficientFilePermissions
        }
        var removed = [file]
        for child in files where child.parents.contains(file.id) { removed += try delete(child.id) }
        byID[file.id] = nil
        order.removeAll { $0 == file.id }
        return removed
    }
}
