// The folder of an instance's backups, known by our mark and not by its name, which the user may change.
extension DriveClient {
    /// The key of `appProperties` that says what a file is to DrivePipe.
    package static let mark = "drivepipe"
    /// The key of `appProperties` that says which instance made a file.
    package static let instanceKey = "instance"

    /// The key of `appProperties` that says in which configured parent a folder was made; absent: in none. The folder's own
    /// `parents` may be invisible to us, and change when the user moves it.
    static let parentKey = "parent"

    /// The folder of the instance: the oldest that carries its mark and was made for the same parent, else a new one with
    /// this name.
    package func backupFolder(named name: String, instance: String) throws(DriveError) -> DriveFile {
        if let folder = try existingFolder(instance: instance) { return folder }
        do {
            var marks = Self.folderMark(instance)
            marks[Self.parentKey] = settings.parent
            return try createFolder(named: name, in: settings.parent, appProperties: marks)
        } catch .notFound(let answer) {
            throw .folderMissing(answer)
        }
    }

    /// The folder of the instance, if there is one.
    package func existingFolder(instance: String) throws(DriveError) -> DriveFile? {
        try folders(of: instance).first { $0.appProperties?[Self.parentKey] == settings.parent }
    }

    /// Oldest first. Two agents that begin at the same moment may have made two.
    func folders(of instance: String) throws(DriveError) -> [DriveFile] {
        try list(.marked(Self.folderMark(instance), mimeType: DriveFile.folderType), orderBy: "createdTime")
    }

    private static func folderMark(_ instance: String) -> [String: String] {
        [mark: "folder", instanceKey: instance]
    }

    /// Makes a folder. Its id is fixed beforehand, so that an answer that got lost does not lead to a second one.
    /// - Parameter parent: id of a folder or of a shared drive; nil: My Drive.
    package func createFolder(
        named name: String, in parent: String? = nil, appProperties: [String: String]
    ) throws(DriveError) -> DriveFile {
        var folder = NewFile(
            name: name, mimeType: DriveFile.folderType, parent: parent, appProperties: appProperties)
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
