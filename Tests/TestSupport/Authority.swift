/// Certificates of a test's own: an authority, and what it signs.
package struct Authority: Sendable {
    private let folder: TemporaryFolder

    package init() throws {
        folder = try TemporaryFolder()
        try Self.openssl(
            "req -x509 \(Self.newKey) -days 2 -subj /CN=authority -keyout \(folder.path("ca.key")) -out \(certificate)")
    }

    /// Path of the authority's own certificate.
    package var certificate: String { folder.path("ca.pem") }

    /// Signs a certificate.
    /// - Parameter subject: an alternative name such as `IP:127.0.0.1`.
    /// - Returns: paths of the certificate and of its key.
    package func issue(_ name: String, for subject: String) throws -> (certificate: String, key: String) {
        let (key, request, signed) = (
            folder.path("\(name).key"), folder.path("\(name).csr"), folder.path("\(name).pem")
        )
        try Self.openssl(
            "req \(Self.newKey) -subj /CN=\(name) -addext subjectAltName=\(subject) -keyout \(key) -out \(request)")
        try Self.openssl(
            "x509 -req -days 2 -copy_extensions copy -in \(request) -CA \(certificate) -CAkey \(folder.path("ca.key"))"
                + " -CAcreateserial -out \(signed)")
        return (signed, key)
    }

    private static let newKey = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"

    private static func openssl(_ arguments: String) throws {
        let result = try Program.run("/usr/bin/openssl", arguments.split(separator: " ").map(String.init))
        guard result.status == 0 else { throw TestFailure(String(decoding: result.error, as: UTF8.self)) }
    }
}
