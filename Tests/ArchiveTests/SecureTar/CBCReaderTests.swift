import Cryptography
import TestSupport
import Testing

@testable import Archive

struct CBCReaderTests {
    let secret = SecureTarSecret(password: SecureTarVectors.password)

    @Test func `published members of version 2 are opened`() throws {
        #expect(try open(SecureTarVectors.small2, secret) == SecureTarVectors.small)
        #expect(try open(SecureTarVectors.empty2, secret) == [])
    }

    @Test(arguments: SecureTarVectors.members)
    func `members that openssl made are the published ones, and are opened`(_ member: SecureTarVectors.Member) throws {
        let sealed = try sealVersion2(member.plaintext)
        #expect(Digest.hex(.sha256, of: sealed) == member.sha256OfVersion2)
        #expect(try open(sealed, secret) == member.plaintext)
    }

    @Test func `members of every size are opened, in any pieces`() throws {
        var random = SeededRandom(seed: 4)
        let sizes = [3, 15, 16, 17, 31, 32, 65_519, 65_520, 65_535, 65_536, 65_537, 131_072, 1 << 20, 3_000_001]
        for size in sizes {
            let plaintext = gzipLike(size)
            let sealed = try sealVersion2(plaintext)
            let source = BytesSource(sealed, step: Int.random(in: 1_000...70_000, using: &random))
            let reader = try SecureTarReader(source, size: Int64(sealed.count), secret: secret)
            #expect(reader.plaintextSize == Int64(size))
            #expect(
                try reader.everything(step: Int.random(in: 1_000...200_000, using: &random)) == plaintext,
                "\(size) bytes")
        }
    }

    @Test func `an inner tar that is not compressed is opened too`() throws {
        let tar = TarWriter(ByteCollector(), dialect: .pax)
        try tar.begin(TarEntry(path: "a".bytes, size: 3, modified: Timestamp(seconds: 0)))
        try tar.write("abc".bytes)
        let plaintext = try tar.finish().bytes
        #expect(try open(sealVersion2(plaintext), secret) == plaintext)
        var changed = plaintext
        changed[0] = UInt8(ascii: "b")
        #expect(throws: ArchiveDamage.wrongPassword) { try open(sealVersion2(changed), secret) }
    }

    @Test func `a wrong password is told before anything comes out`() throws {
        for size in [0, 3, 100, 70_000] {
            let sealed = try sealVersion2(gzipLike(size))
            let wrong = SecureTarSecret(password: "correct horsf")
            #expect(throws: ArchiveDamage.wrongPassword, "\(size) bytes") { try open(sealed, wrong) }
            #expect(throws: ArchiveDamage.passwordNeeded) { try open(sealed, SecureTarSecret(password: "")) }
        }
    }

    @Test func `padding that is wrong, or says another size, is told`() throws {
        let plaintext = gzipLike(70_000)
        let sealed = try sealVersion2(plaintext)
        // A byte of the block before changes the same byte of the last one: its padding is 16 bytes of 16.
        let padding = sealed.count - 17
        for value in [0, 17, 255, 1] as [UInt8] {
            var changed = sealed
            changed[padding] ^= 16 ^ value
            #expect(throws: ArchiveDamage.tampered(offset: Int64(sealed.count - 16))) { try open(changed, secret) }
        }
    }

    @Test func `any cut is found, told by the size or by the source`() throws {
        let sealed = try sealVersion2(gzipLike(200_000))
        var random = SeededRandom(seed: 3)
        for size in [0, 31, 32, 47, 48, 49, 64, sealed.count - 16, sealed.count - 1]
            + (0..<10).map({ _ in Int.random(in: 0..<sealed.count, using: &random) })
        {
            let cut = Array(sealed.prefix(size))
            #expect(throws: ArchiveDamage.cut(offset: Int64(size))) { try open(cut, secret) }
            #expect(throws: ArchiveDamage.cut(offset: Int64(size))) {
                try SecureTarReader(BytesSource(cut), size: Int64(sealed.count), secret: secret).everything()
            }
        }
    }

    @Test func `a flipped bit is told or leaves a plaintext of the declared size, as nothing is authenticated`() throws
    {
        let plaintext = gzipLike(1_000)
        let sealed = try sealVersion2(plaintext)
        var random = SeededRandom(seed: 7)
        for index in Array(0..<80) + (0..<100).map({ _ in Int.random(in: 0..<sealed.count, using: &random) }) {
            var changed = sealed
            changed[index] ^= 1 << UInt8.random(in: 0...7, using: &random)
            do {
                let opened = try open(changed, secret)
                #expect(opened.count == plaintext.count)
                // Only the header's ignored bytes change nothing.
                #expect((opened == plaintext) == (24..<32).contains(index), "byte \(index)")
            } catch is ArchiveDamage {
                #expect(!(24..<32).contains(index))
            }
        }
    }

    @Test func `bytes behind the end are found`() throws {
        let sealed = try sealVersion2(gzipLike(100))
        let longer = sealed + [UInt8](repeating: 0, count: 16)
        let offset = Int64(sealed.count)
        #expect(throws: ArchiveDamage.self) { try open(longer, secret) }
        let damage = #expect(throws: ArchiveDamage.self) {
            try SecureTarReader(BytesSource(longer), size: offset, secret: secret).everything()
        }
        #expect(damage == .unexpectedData(offset: offset, reason: "something follows the encrypted content"))
    }

    @Test func `a member of version 1 is opened where it is known to be one`() throws {
        let plaintext = gzipLike(70_000)
        let sealed = Array(try sealVersion2(plaintext)[32...])
        #expect(!SecureTar.isSealed(sealed))
        let reader = try SecureTarReader(
            unmarked: BytesSource(sealed), size: Int64(sealed.count), secret: secret)
        #expect(reader.plaintextSize == nil)
        #expect(try reader.everything() == plaintext)
        for size in [0, 16, 24, 33, sealed.count - 1] {
            #expect(throws: ArchiveDamage.cut(offset: Int64(size))) {
                try SecureTarReader(
                    unmarked: BytesSource(Array(sealed.prefix(size))), size: Int64(size), secret: secret)
            }
        }
    }

    /// By openssl, with the published salt, whose key and vector are known.
    private func sealVersion2(_ plaintext: [UInt8]) throws -> [UInt8] {
        let arguments = ["enc", "-aes-128-cbc", "-K", SecureTarVectors.key2, "-iv", SecureTarVectors.vector2]
        let encrypted = try Program.run("openssl", arguments, input: plaintext)
        guard encrypted.status == 0 else { throw TestFailure("openssl failed") }
        let header = SecureTarHeader(version: .blockCipher, plaintextSize: Int64(plaintext.count))
        return header.bytes + SecureTarVectors.streamSalt + encrypted.output
    }
}
