/// The scopes Google allows in the device flow.
enum DeviceScopes {
    private static let allowed: Set<String> = [
        "openid", "email", "profile", "https://www.googleapis.com/auth/drive.file",
        "https://www.googleapis.com/auth/drive.appdata", "https://www.googleapis.com/auth/youtube",
        "https://www.googleapis.com/auth/youtube.readonly",
    ]

    /// - Parameter scope: names separated by blanks.
    static func allows(_ scope: String) -> Bool {
        scope.split(separator: " ").allSatisfy { allowed.contains(String($0)) }
    }
}
