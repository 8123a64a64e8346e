import FoundationEssentials

/// How full the account is, in bytes. The figures lag behind uploads and deletions by minutes.
package struct StorageQuota: Equatable, Sendable {
    /// nil when unlimited or not known, as on shared drives.
    package var limit: Int64?
    /// Everything that counts: Gmail and Photos too, and the trash.
    package var usage: Int64
    /// Of that, what lies in Drive, the trash included.
    package var usageInDrive: Int64
    package var usageInTrash: Int64
    /// The account's e-mail address, when Google tells it.
    package var account: String?

    /// - Parameter usageInDrive: nil when nothing else is known to count.
    package init(
        limit: Int64?, usage: Int64, usageInDrive: Int64? = nil, usageInTrash: Int64 = 0, account: String? = nil
    ) {
        self.limit = limit
        self.usage = usage
        self.usageInDrive = usageInDrive ?? usage
        self.usageInTrash = usageInTrash
        self.account = account
    }

    /// Bytes that still fit; nil without a limit.
    package var free: Int64? { limit.map { max(0, $0.subtractingReportingOverflow(usage).partialValue) } }

    /// Bytes that count and do not lie in Drive: Gmail and Photos.
    package var usedByOthers: Int64 { max(0, usage.subtractingReportingOverflow(usageInDrive).partialValue) }
}

extension StorageQuota: Decodable {
    /// The parameter `fields` of `about.get` that asks for all of it.
    static let fields = "storageQuota(limit,usage,usageInDrive,usageInDriveTrash),user(emailAddress)"

    private struct About: Decodable {
        var storageQuota: Quota
        var user: User?
    }

    private struct Quota: Decodable {
        var limit: ByteCount?
        var usage: ByteCount?
        var usageInDrive: ByteCount?
        var usageInDriveTrash: ByteCount?
    }

    private struct User: Decodable {
        var emailAddress: String?
    }

    package init(from decoder: any Decoder) throws {
        let about = try About(from: decoder)
        let quota = about.storageQuota
        self.init(
            limit: quota.limit?.bytes, usage: quota.usage?.bytes ?? 0, usageInDrive: quota.usageInDrive?.bytes,
            usageInTrash: quota.usageInDriveTrash?.bytes ?? 0, account: about.user?.emailAddress)
    }
}
