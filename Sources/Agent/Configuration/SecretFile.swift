/// A file that holds one secret and nothing else, such as those Docker and systemd hand out.
enum SecretFile {
    /// - Parameter value: names the file.
    /// - Returns: the contents without the newline at the end.
    static func read(_ value: ConfigurationValue, key: String) throws(ConfigurationError) -> String {
        guard case .text(let path) = value.content else { return "" }
        let bytes: [UInt8]
        do {
            bytes = try TextFile.read(path, maximumSize: 64 * 1024)
        } catch {
            throw ConfigurationError(error, path: path, origin: value.origin, key: key)
        }
        guard var text = String(validating: bytes, as: UTF8.self) else {
            throw ConfigurationError(
                code: .fileUnreadable, origin: value.origin, key: key, message: "the text of \(path) is not UTF-8")
        }
        if text.last == "\n" || text.last == "\r\n" { text.removeLast() }
        guard !text.isEmpty else {
            throw ConfigurationError(
                code: .invalidValue, origin: value.origin, key: key, message: "the file \(path) is empty",
                hint: "write the secret into it or leave the key out")
        }
        return text
    }
}

extension ConfigurationError {
    init(_ failure: TextFile.Failure, path: String, origin: Origin, key: String? = nil) {
        let code: Code = failure == .notFound ? .fileNotFound : .fileUnreadable
        let message =
            switch failure {
            case .notFound: "there is no file \(path)"
            case .unreadable(let reason): "the file \(path) cannot be read: \(reason)"
            case .tooLarge: "the file \(path) is too large"
            }
        self.init(code: code, origin: origin, key: key, message: message)
    }
}
