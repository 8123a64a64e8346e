import HTTPServing

/// Which drives files.list looks through: `corpora`, `driveId`, `includeItemsFromAllDrives`, `supportsAllDrives`.
///
/// The account is taken never to have opened what is on a shared drive, so that the corpus `user` has nothing of it.
struct DriveScope: Sendable {
    private let driveID: String?
    private let includesShared: Bool

    /// - Throws: 400 for what Drive does not take.
    init(_ query: [String: String]) throws(Refusal) {
        let isAware = query["supportsAllDrives"] == "true" && query["includeItemsFromAllDrives"] == "true"
        driveID = query["driveId"]
        switch query["corpora"] ?? "user" {
        case "user", "domain":
            includesShared = false
            guard driveID == nil else { throw .invalidParameter("driveId") }
        case "allDrives":
            includesShared = true
            guard isAware, driveID == nil else { throw .invalidParameter("corpora") }
        case "drive":
            includesShared = true
            guard isAware, driveID != nil else { throw .invalidParameter("driveId") }
        default: throw .invalidParameter("corpora")
        }
    }

    func contains(_ file: StoredFile) -> Bool {
        if let driveID { return file.driveID == driveID }
        return includesShared || file.driveID == nil
    }
}
