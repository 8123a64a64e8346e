import Catalog
import Pipe

// Which backup is meant.
extension Destination {
    /// Finds a backup. Blocks.
    /// - Parameters:
    ///   - target: not a local file.
    ///   - avoidsDamage: what is known to be damaged comes only where there is nothing else.
    /// - Throws: `TargetError` when there is none; the destination's errors.
    package func backup(
        _ target: BackupTarget, _ cancellation: Cancellation, avoidsDamage: Bool = false
    ) throws -> StoredBackup {
        let store = try store(cancellation)
        let found: StoredBackup?
        switch target {
        case .latest: found = try newest(in: store, avoidsDamage) { $0.instance == instance }
        case .id(let id) where Self.isSlug(id):
            found = try newest(in: store, avoidsDamage) { $0.slug == id.lowercased() }
        case .id(let id): found = try store.backup(id)
        case .file(let path): throw TargetError.notStored(path)
        }
        guard let found else { throw target == .latest ? TargetError.noBackup : TargetError.unknown }
        return found
    }

    /// The one with the newest date, and of this instance if there is one. Only what a backup's writer marked counts.
    private func newest(
        in store: any BackupStore, _ avoidsDamage: Bool, where isMeant: (CatalogEntry) -> Bool
    ) throws -> StoredBackup? {
        let backups = try store.backups(onlyMarked: true).filter { isMeant($0.entry) }
        let found = Catalog(backups.map(\.entry), instance: instance)
        let candidates = found.own.isEmpty ? found.foreign : found.own
        let whole = avoidsDamage ? candidates.first { $0.trust != .damaged } : nil
        guard let newest = whole ?? candidates.first else { return nil }
        return backups.first { $0.entry.id == newest.id }
    }

    /// Home Assistant's ids; those of destinations are longer.
    private static func isSlug(_ id: String) -> Bool {
        id.utf8.count == 8 && id.allSatisfy(\.isHexDigit)
    }
}
