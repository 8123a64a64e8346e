import JSON

extension Credentials {
    /// Reads what stands in a credentials file: a service account's key as Google hands it out; the file of an OAuth client
    /// as Google's console hands it out (`{"installed": {"client_id": , "client_secret": }}`); or our own
    /// `{"client_id": , "client_secret": , "refresh_token": }`.
    /// - Parameter name: the file's, for the error.
    /// - Throws: `DriveError.credentialsUnusable`; `clientMissing` when there is no client to sign in with.
    package init(parsing content: some Sequence<UInt8>, name: String) throws(DriveError) {
        guard let file = try? JSON(parsing: content), file.object != nil else {
            throw .credentialsUnusable("The credentials file \(name) is not a JSON object.")
        }
        let reading = CredentialsReading(file: file, name: name)
        self =
            try file["type"] == "service_account"
            ? .serviceAccount(reading.serviceAccount())
            : .user(reading.client(), refreshToken: reading.text("refresh_token", in: file))
    }
}

/// The content of a credentials file on its way to credentials.
private struct CredentialsReading {
    let file: JSON
    let name: String

    /// Nil when it is not there or empty.
    /// - Throws: `DriveError.credentialsUnusable` when it is no text.
    func text(_ key: String, in object: JSON) throws(DriveError) -> String? {
        guard let value = object[key], value != .null else { return nil }
        guard let text = value.string else {
            throw .credentialsUnusable("In the credentials file \(name), \(key) is no text.")
        }
        return text.isEmpty ? nil : text
    }

    func client() throws(DriveError) -> OAuthClient {
        let object = file["client_id"] == nil ? file["installed"] ?? file["web"] ?? file : file
        guard let id = try text("client_id", in: object) else { throw missing("client_id") }
        guard let secret = try text("client_secret", in: object) else { throw missing("client_secret") }
        return OAuthClient(id: id, secret: secret)
    }

    private func missing(_ key: String) -> DriveError {
        .clientMissing("The credentials file \(name) has no \(key).")
    }

    func serviceAccount() throws(DriveError) -> ServiceAccount {
        ServiceAccount(
            email: try needed("client_email"), privateKey: try needed("private_key"),
            keyID: try text("private_key_id", in: file), subject: try text("subject", in: file))
    }

    private func needed(_ key: String) throws(DriveError) -> String {
        guard let text = try text(key, in: file) else {
            throw .credentialsUnusable("The service account's key in \(name) has no \(key).")
        }
        return text
    }
}
