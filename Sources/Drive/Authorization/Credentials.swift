import FoundationEssentials

/// What the agent signs in with: the file `credentials.json`, `{"client_id": , "client_secret": , "refresh_token": }`.
package struct Credentials: Sendable, Equatable {
    let clientID: String
    let clientSecret: String
    let refreshToken: String

    package init(clientID: String, clientSecret: String, refreshToken: String) {
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.refreshToken = refreshToken
    }

    /// - Throws: `DriveError.credentialsUnusable` with a sentence that names the file and what is wrong with it.
    package init(file: String) throws(DriveError) {
        guard let content = try? Data(contentsOf: URL(filePath: file)) else {
            throw .credentialsUnusable("The credentials file \(file) cannot be read.")
        }
        try self.init(parsing: content, name: file)
    }

    /// - Parameter name: the file's, for the error.
    package init(parsing content: Data, name: String) throws(DriveError) {
        guard let file = try? JSONDecoder().decode(File.self, from: content) else {
            throw .credentialsUnusable("The credentials file \(name) is not valid JSON with texts in it.")
        }
        guard file.type != "service_account" else {
            throw .credentialsUnusable("\(name) is a service account's key, which is not supported yet.")
        }
        self.init(
            clientID: try text(file.clientID, "client_id", in: name),
            clientSecret: try text(file.clientSecret, "client_secret", in: name),
            refreshToken: try text(file.refreshToken, "refresh_token", in: name))
    }

    private struct File: Decodable {
        var type: String?
        var clientID: String?
        var clientSecret: String?
        var refreshToken: String?

        enum CodingKeys: String, CodingKey {
            case type
            case clientID = "client_id"
            case clientSecret = "client_secret"
            case refreshToken = "refresh_token"
        }
    }
}

/// Credentials show nothing of themselves, wherever they are printed.
extension Credentials: CustomStringConvertible, CustomReflectable {
    package var description: String { "Credentials" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

private func text(_ value: String?, _ key: String, in name: String) throws(DriveError) -> String {
    guard let value, !value.isEmpty else {
        throw .credentialsUnusable("The credentials file \(name) has no \(key).")
    }
    return value
}
