// The folder of an instance's backups, known by our mark and not by its name, which the user may change.
extension DriveClient {
    /// The key of `appProperties` that says what a file is to DrivePipe.
    package static let mark = "drivepipe"
    /// The key of `appProperties` that says which instance made a file.
    package static let instanceKey = "instance"

    /// The folder of the instance: the oldest that carries its mark, else a new one with this name.
    package func backupFolder(named name: String, instance: String) throws(DriveError) -> DriveFile {
        if let folder = try existingFolder(instance: instance) { return folder }
        return try createFolder(named: name, appProperties: Self.folderMark(instance))
    }

    /// The folder of the instance, if there is one.
    package func existingFolder(instance: String) throws(DriveError) -> DriveFile? {
        try folders(of: instance).first
    }

    /// Oldest first. Two agents that begin at the same moment may have made two.
    func folders(of instance: String) throws(DriveError) -> [DriveFile] {
        try list(.marked(Self.folderMark(instance), mimeType: DriveFile.folderType), orderBy: "createdTime")
    }

    private static func folderMark(_ instance: String) -> [String: String] {
        [mark: "folder", instanceKey: instance]
    }

    /// Makes a folder. Its id is fixed beforehand, so that an answer that got lost does not lead to a second one.
    package func createFolder(named name: String, appProperties: [String: String]) throws(DriveError) -> DriveFile {
        var folder = NewFile(name: name, mimeType: DriveFile.folderType, appProperties: appProperties)
        let id = try generateID()
        folder.id = id
        do {
            let creation = try request("POST", address("files", [("fields", DriveFile.fields)]), json: folder)
            return try decode(DriveFile.self, from: try call(creation))
        } catch .conflict {
            return try file(id)
        }
    }
}
