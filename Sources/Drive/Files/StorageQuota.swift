import FoundationEssentials

/// How full the account is, in bytes. The figures lag behind uploads and deletions by minutes.
package struct StorageQuota: Equatable, Sendable {
    /// nil when unlimited or not known, as on shared drives.
    package var limit: Int64?
    /// Everything that counts: Gmail and Photos too, and the trash.
    package var usage: Int64
    package var usageInTrash: Int64
    /// The account's e-mail address, when Google tells it.
    package var account: String?

    package init(limit: Int64?, usage: Int64, usageInTrash: Int64, account: String? = nil) {
        self.limit = limit
        self.usage = usage
        self.usageInTrash = usageInTrash
        self.account = account
    }

    /// Bytes that still fit; nil without a limit.
    package var free: Int64? { limit.map { max(0, $0.subtractingReportingOverflow(usage).partialValue) } }
}

extension StorageQuota: Decodable {
    /// The parameter `fields` of `about.get` that asks for all of it.
    static let fields = "storageQuota(limit,usage,usageInDriveTrash),user(emailAddress)"

    private struct About: Decodable {
        var storageQuota: Quota
        var user: User?
    }

    private struct Quota: Decodable {
        var limit: ByteCount?
        var usage: ByteCount?
        var usageInDriveTrash: ByteCount?
    }

    private struct User: Decodable {
        var emailAddress: String?
    }

    package init(from decoder: any Decoder) throws {
        let about = try About(from: decoder)
        limit = about.storageQuota.limit?.bytes
        usage = about.storageQuota.usage?.bytes ?? 0
        usageInTrash = about.storageQuota.usageInDriveTrash?.bytes ?? 0
        account = about.user?.emailAddress
    }
}
