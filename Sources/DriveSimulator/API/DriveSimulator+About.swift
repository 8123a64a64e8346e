import HTTPServing
import JSON
import Synchronization

extension DriveSimulator {
    /// about.get; `fields` is mandatory.
    func about(_ call: APICall) throws -> HTTPResponse {
        guard call.query["fields"].map({ !$0.isEmpty }) ?? false else { throw Refusal.fieldsRequired }
        let mask = try call.mask(default: .all)
        let drive = drive.withLock { $0 }
        var quota: [String: JSON] = [
            "usage": .string(String(drive.otherUsage + drive.usageInDrive)),
            "usageInDrive": .string(String(drive.usageInDrive)),
            "usageInDriveTrash": .string(String(drive.usageInTrash)),
        ]
        if let limit = drive.quotaLimit { quota["limit"] = .string(String(limit)) }
        return .json(
            mask.apply([
                "kind": "drive#about", "storageQuota": .object(quota), "user": Self.user,
                "maxUploadSize": "5497558138880", "appInstalled": true, "canCreateDrives": false,
            ]))
    }

    private static let user: JSON = [
        "kind": "drive#user", "displayName": "Drive Simulator", "me": true, "permissionId": "00000000000000000001",
        "emailAddress": "simulator@example.com",
    ]
}
