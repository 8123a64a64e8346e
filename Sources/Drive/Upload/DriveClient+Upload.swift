import HTTP

extension DriveClient {
    /// Opens a resumable upload session for a file of a size that is not known yet.
    ///
    /// The `fields` named here decide what the answer to the last chunk tells about the file.
    /// - Returns: the session's URI. It is a secret: whoever has it can write to the session.
    /// - Throws: `DriveError.folderMissing` when there is no such parent.
    func startUpload(of file: NewFile) throws(DriveError) -> String {
        let parameters = formEncoded([
            ("uploadType", "resumable"), ("supportsAllDrives", "true"), ("fields", DriveFile.fields),
        ])
        var start = try request("POST", "\(settings.apiURL)/upload/drive/v3/files?\(parameters)", json: file)
        // A session that nobody knows of stays open at Google for a week.
        start.grace = 1
        start.headers.append(("X-Upload-Content-Type", file.mimeType))
        do {
            let response = try call(start, policy: settings.uploadBackoff)
            return try sessionAddress(response.header("Location"))
        } catch .notFound(let answer) {
            throw .folderMissing(answer)
        }
    }

    private func sessionAddress(_ location: String?) throws(DriveError) -> String {
        guard let location, !location.isEmpty else {
            throw .unexpectedAnswer("Google Drive opened an upload without saying where.")
        }
        return location.hasPrefix("/") ? settings.apiURL + location : location
    }
}
