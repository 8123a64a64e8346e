import Archive
import Backup
import Pipe
import TestSupport
import Testing

@Suite struct MemberContentTests {
    private func open(
        _ bytes: [UInt8], password: String? = nil, isProtected: Bool = false
    ) throws -> MemberContent {
        try MemberContent(
            BytesSource(bytes), size: Int64(bytes.count), secret: password.map(SecureTarSecret.init),
            isProtected: isProtected)
    }

    @Test func `gzip, plain and encrypted members are known by how they begin`() throws {
        let inner = try configuration()
        for (packed, isCompressed) in [(inner, false), (try gzip(inner), true)] {
            let plain = try open(packed)
            #expect(!plain.isEncrypted && plain.isCompressed == isCompressed)
            #expect(try plain.tar.bytes(inner.count + 1) == inner)
            let sealed = try open(seal(packed, password: "secret"), password: "secret")
            #expect(sealed.isEncrypted && sealed.isCompressed == isCompressed)
            #expect(try sealed.tar.bytes(inner.count + 1) == inner)
        }
    }

    @Test func `without the password, or with a wrong one, nothing comes out`() throws {
        let sealed = try seal(gzip(configuration()), password: "secret")
        #expect(throws: ArchiveDamage.passwordNeeded) { try open(sealed) }
        #expect(throws: ArchiveDamage.wrongPassword) { try open(sealed, password: "Secret") }
    }

    @Test func `what is neither is damage, and of the oldest encryption if the manifest says so`() throws {
        for bytes in [[], [0x1f], [UInt8](repeating: 0, count: 2_048), Array("SecureTa".utf8)] {
            #expect(throws: ArchiveDamage.self) { try open(bytes) }
        }
        #expect(throws: ArchiveDamage.passwordNeeded) {
            try open([UInt8](repeating: 9, count: 2_048), isProtected: true)
        }
        #expect(throws: ArchiveDamage.wrongPassword) {
            try open([UInt8](repeating: 9, count: 2_048), password: "x", isProtected: true)
        }
    }
}

/// A member as it is stored in an encrypted backup.
func seal(_ bytes: [UInt8], password: String) throws -> [UInt8] {
    let writer = try SecureTarWriter(
        SecureTarKeys(password: password), plaintextSize: Int64(bytes.count), into: ByteCollector())
    try writer.write(bytes)
    return try writer.finish().bytes
}
