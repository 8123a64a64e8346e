import Catalog
import Drive
import FoundationEssentials
import Glibc

extension CatalogEntry {
    /// A file in a folder that keeps backups.
    /// - Parameters:
    ///   - name: of the file, by which it is known there.
    ///   - sidecar: nil for what is none of our business.
    init(_ name: String, _ status: stat, _ sidecar: Sidecar?) {
        let changed = Date(timeIntervalSince1970: TimeInterval(status.st_mtim.tv_sec))
        let mark = sidecar?.mark
        self.init(
            id: name, name: mark?.name ?? name, instance: mark?.instance, slug: mark?.slug,
            date: mark.flatMap { Date(rfc3339: $0.date) } ?? changed, size: Int64(status.st_size),
            kind: mark?.kind ?? .full, isPinned: mark?.isPinned ?? false, note: mark?.note,
            trust: sidecar?.trust(in: Int64(status.st_size)) ?? .verified, md5: sidecar?.md5)
    }
}

extension Sidecar {
    /// - Parameter size: bytes that the file has now.
    fileprivate func trust(in size: Int64) -> CatalogEntry.Trust {
        guard self.size == size else { return .damaged }
        return switch verification {
        case .pending: .unconfirmed
        case .at: .verified
        case .failed: .damaged
        }
    }
}
