import Cryptography
import FoundationEssentials
import TestSupport
import Testing

struct SigningKeyTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func openssl(_ arguments: String) throws -> Program.Result {
        try Program.run("openssl", arguments.split(separator: " ").map(String.init))
    }

    @Test(arguments: [false, true])
    func `a signature is one that others accept`(isOld: Bool) throws {
        let key = folder.path("key.pem")
        #expect(try openssl("genrsa -out \(key) 2048").status == 0)
        if isOld { #expect(try openssl("rsa -traditional -in \(key) -out \(key)").status == 0) }
        #expect(try folder.read("key.pem").contains("BEGIN RSA PRIVATE KEY") == isOld)
        #expect(try openssl("rsa -in \(folder.path("key.pem")) -pubout -out \(folder.path("public.pem"))").status == 0)
        let signature = try SigningKey(pem: folder.read("key.pem")).sign(Array("message".utf8))
        #expect(signature.count == 256)
        try Data(signature).write(to: URL(filePath: folder.path("signature")))
        let verify = "dgst -sha256 -verify \(folder.path("public.pem")) -signature \(folder.path("signature"))"
        try folder.write("message", to: "message")
        #expect(try openssl("\(verify) \(folder.path("message"))").status == 0)
        try folder.write("massage", to: "message")
        #expect(try openssl("\(verify) \(folder.path("message"))").status != 0)
    }

    @Test(arguments: ["", "nonsense", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
    func `what is no key is refused`(pem: String) {
        #expect(throws: CryptographyError.unusableKey) { _ = try SigningKey(pem: pem) }
    }

    @Test func `another kind of key, and one with a password, are refused without a question`() throws {
        let key = folder.path("key.pem")
        _ = try openssl("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:prime256v1 -out \(key)")
        #expect(throws: CryptographyError.unusableKey) { _ = try SigningKey(pem: folder.read("key.pem")) }
        _ = try openssl("genpkey -algorithm RSA -aes-128-cbc -pass pass:secret -out \(key)")
        #expect(try folder.read("key.pem").contains("ENCRYPTED"))
        #expect(throws: CryptographyError.unusableKey) { _ = try SigningKey(pem: folder.read("key.pem")) }
    }
}
