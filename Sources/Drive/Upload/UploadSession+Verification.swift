import HTTP
import Pipe

// The end of an upload: what Drive has is compared with what was sent.
extension UploadSession {
    /// The session takes no more, but its last request may have made the file, whose id we chose.
    mutating func lookUp(orFail error: DriveError) throws(DriveError) -> DriveFile {
        var attempt = 0
        while true {
            do {
                return try verify(try made())
            } catch .notFound {
                // Whoever makes the file may need a moment more than whoever tells us that the session is gone.
                attempt += 1
                guard attempt < 3 else { throw error }
                let pause = client.settings.transferBackoff.second * Double(attempt)
                guard client.cancellation.sleep(seconds: pause) else { throw .cancelled }
            }
        }
    }

    /// All of it is uploaded: the question is worth as much patience as the upload was.
    private func made() throws(DriveError) -> DriveFile {
        try client.file(file.id ?? "", policy: client.settings.transferBackoff)
    }

    /// The answer to the last chunk, completed if fields are missing.
    mutating func verify(_ answer: [UInt8]) throws(DriveError) -> DriveFile {
        let made = try? decode(DriveFile.self, from: HTTPResponse(status: 200, body: answer))
        if let made, made.id == file.id, made.size != nil, made.md5Checksum != nil { return try verify(made) }
        return try lookUp(orFail: .sessionLost("The file that the upload made is not in Google Drive."))
    }

    private mutating func verify(_ made: DriveFile) throws(DriveError) -> DriveFile {
        let sum = finishDigest()
        let size = state.total ?? 0
        guard made.size == size, made.md5Checksum?.lowercased() == sum else {
            throw .uploadCorrupt(
                "Google Drive holds other bytes than were sent: \(facts(made.size, made.md5Checksum)) instead of "
                    + "\(facts(size, sum)).")
        }
        return made
    }
}

private func facts(_ size: Int64?, _ sum: String?) -> String {
    "\(size.map(String.init) ?? "an unknown number of") bytes with MD5 \(sum.map { String($0.prefix(32)) } ?? "unknown")"
}
