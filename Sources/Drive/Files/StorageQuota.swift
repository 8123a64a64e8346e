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

    private enum AboutKeys: String, CodingKey {
        case storageQuota, user
    }

    private enum QuotaKeys: String, CodingKey {
        case limit, usage, usageInDrive, usageInDriveTrash
    }

    private struct User: Decodable {
        var emailAddress: String?
    }

    /// Figures that are missing or make no sense are not known: who we are does not depend on them.
    package init(from decoder: any Decoder) throws {
        let about = try decoder.container(keyedBy: AboutKeys.self)
        let quota = try? about.nestedContainer(keyedBy: QuotaKeys.self, forKey: .storageQuota)
        func bytes(_ key: QuotaKeys) -> Int64? { try? quota?.decode(ByteCount.self, forKey: key).bytes }
        self.init(
            limit: bytes(.limit), usage: bytes(.usage) ?? 0, usageInDrive: bytes(.usageInDrive),
            usageInTrash: bytes(.usageInDriveTrash) ?? 0,
            account: (try? about.decode(User.self, forKey: .user))?.emailAddress)
    }
}
