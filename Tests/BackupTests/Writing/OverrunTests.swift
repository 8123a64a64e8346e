import Archive
import Backup
import Cryptography
import Pipe
import TestSupport
import Testing

/// An estimator that lies makes a promise that breaks: the backup is whole all the same, for us and for others.
@Suite struct OverrunTests {
    private let config: SourceFolder

    init() throws {
        config = try SourceFolder()
        try config.file(".HA_VERSION", Array("2026.11.0".utf8))
        var random = SeededRandom(seed: 3)
        let noise = (0..<100_000).map { _ in random.next() }
        try config.file("noise.bin", noise.withUnsafeBytes { Array($0) })
        try config.file("text.yaml", Array(String(repeating: "light: 1\nswitch: 2\n", count: 40_000).utf8))
    }

    private func backup(password: String?) throws -> Written {
        try Written(
            config, password: password, lookAhead: 10_000,
            estimator: { tree, _, _ in
                SizeEstimate(strata: [.init(range: 0..<tree.tarSize, ratio: 0.001, variance: 0)])
            })
    }

    @Test(arguments: [nil, "key"])
    func `it verifies to its last byte and restores byte for byte`(password: String?) throws {
        let backup = try backup(password: password)
        #expect(backup.summary.members.first?.supersedes == true)
        let file = MemoryBackup(backup.archive)
        let secret = password.map { SecureTarSecret(password: $0) }
        let report = try BackupVerifier(file, secret: secret).verify(.full)
        #expect(report.isGood && report.contentsChecked, "\(report.problems)")
        #expect(report.members.map(\.isSuperseded).filter { $0 }.count == 1)
        let target = try RestoreTarget()
        let summary = try BackupRestorer(file, secret: secret).restore(into: target.path)
        #expect(summary.refused == 0 && summary.notices.warningCount == 0)
        #expect(try described(config.path) == described("\(target.path)/homeassistant"))
    }

    @Test func `Python restores it byte for byte`() throws { try restoreWithPython(password: nil) }

    @Test(.enabled(if: hasSecureTar, "securetar is not installed"))
    func `Home Assistant's own library restores it byte for byte where it is encrypted`() throws {
        try restoreWithPython(password: "key")
    }

    private func restoreWithPython(password: String?) throws {
        let scratch = try SourceFolder()
        try scratch.file("backup.tar", try backup(password: password).archive)
        let result = try Program.run(
            "python3", ["-c", Self.restore, "\(scratch.path)/backup.tar", "\(scratch.path)/copy", password ?? ""])
        #expect(result.status == 0, "\(String(decoding: result.error.suffix(1_000), as: UTF8.self))")
        // Python's times have no nanoseconds.
        try checked("/usr/bin/diff", ["-r", config.path, "\(scratch.path)/copy/data"])
    }

    /// Home Assistant's own library, which is not everywhere.
    private static let hasSecureTar =
        (try? Program.run("python3", ["-c", "from securetar import SecureTarDecryptStream"]))?.status == 0

    /// The last member of the name, as Home Assistant takes it.
    private static let restore = """
        import io, sys, tarfile
        archive, target, password = sys.argv[1:]
        with tarfile.open(archive) as outer:
            names = outer.getnames()
            assert names.count("homeassistant.tar.gz") == 2, names
            content = outer.extractfile("homeassistant.tar.gz").read()
        if password:
            from securetar import SecureTarDecryptStream, SecureTarRootKeyContext
            stream = SecureTarDecryptStream(
                io.BytesIO(content), ciphertext_size=len(content), root_key_context=SecureTarRootKeyContext(password))
            with stream as reader:
                content = b"".join(iter(lambda: reader.read(65536), b""))
        with tarfile.open(fileobj=io.BytesIO(content), mode="r:gz") as inner:
            # Older Pythons trust without being asked.
            trust = {"filter": "fully_trusted"} if hasattr(tarfile, "fully_trusted_filter") else {}
            inner.extractall(target, **trust)
        """
}
