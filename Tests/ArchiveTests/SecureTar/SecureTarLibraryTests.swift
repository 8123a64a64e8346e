import TestSupport
import Testing

@testable import Archive

/// Against Home Assistant's own library, where `python3` has it: `securetar` 2026.2.0 or later.
@Suite(.enabled(if: SecureTarLibrary.isThere))
struct SecureTarLibraryTests {
    @Test(arguments: [0, 1, 1_048_575, 1_048_576, 1_048_577, 3_000_000])
    func `Home Assistant's library opens what was sealed, and not with another password`(_ size: Int) throws {
        let plaintext = noise(size)
        let sealed = try seal(plaintext, SecureTarKeys(password: "grün-1234"))
        let opened = try SecureTarLibrary.run(SecureTarLibrary.open, ["grün-1234"], input: sealed)
        #expect(opened.status == 0, "\(String(decoding: opened.error, as: UTF8.self))")
        #expect(opened.output == plaintext)
        #expect(try SecureTarLibrary.run(SecureTarLibrary.open, ["grün-1235"], input: sealed).status != 0)
    }

    @Test(arguments: [2, 3], [0, 3, 1_048_576, 3_000_000])
    func `what Home Assistant's library sealed is opened`(_ version: Int, _ size: Int) throws {
        let plaintext = gzipLike(size)
        let sealed = try SecureTarLibrary.run(SecureTarLibrary.seal, ["grün-1234", "\(version)"], input: plaintext)
        #expect(sealed.status == 0, "\(String(decoding: sealed.error, as: UTF8.self))")
        #expect(try open(sealed.output, SecureTarSecret(password: "grün-1234")) == plaintext)
    }
}

private enum SecureTarLibrary {
    static let isThere =
        (try? run("from securetar import SecureTarRootKeyContext, SecureTarEncryptStream", []))?.status == 0

    static let open = """
        import io, sys
        from securetar import SecureTarDecryptStream, SecureTarRootKeyContext
        sealed = sys.stdin.buffer.read()
        context = SecureTarRootKeyContext(sys.argv[1])
        stream = SecureTarDecryptStream(io.BytesIO(sealed), ciphertext_size=len(sealed), root_key_context=context)
        with stream as reader:
            while piece := reader.read(65536):
                sys.stdout.buffer.write(piece)
        """

    static let seal = """
        import io, sys
        from securetar import SecureTarEncryptStream, SecureTarRootKeyContext
        plain = sys.stdin.buffer.read()
        context = SecureTarRootKeyContext(sys.argv[1])
        stream = SecureTarEncryptStream(
            io.BytesIO(plain), create_version=int(sys.argv[2]), derived_key_id=None, plaintext_size=len(plain),
            root_key_context=context)
        with stream as reader:
            while piece := reader.read(65536):
                sys.stdout.buffer.write(piece)
        """

    static func run(_ script: String, _ arguments: [String], input: [UInt8] = []) throws -> Program.Result {
        try Program.run("python3", ["-c", script] + arguments, input: input)
    }
}
