import Cryptography
import TestSupport
import Testing

@testable import Archive

struct SecureTarWriterTests {
    static let sizes = [
        0, 1, 1_048_575, 1_048_576, 1_048_577, 2_097_151, 2_097_152, 2_097_153, 5 << 20, 5_300_000,
    ]

    @Test(arguments: SecureTarVectors.members)
    func `published members are written byte for byte`(_ member: SecureTarVectors.Member) throws {
        let keys = try SecureTarKeys(
            password: SecureTarVectors.password, rootSalt: SecureTarVectors.rootSalt,
            validationSalt: SecureTarVectors.validationSalt)
        let (salt, header) = (SecureTarVectors.streamSalt, SecureTarVectors.streamHeader)
        let writer = try SecureTarWriter(
            SecretStreamSealer(key: keys.streamKey(salt: salt), header: header),
            keys.keyBlock(streamSalt: salt, streamHeader: header),
            plaintextSize: Int64(member.plaintext.count), into: ByteCollector())
        try writer.write(member.plaintext)
        #expect(Digest.hex(.sha256, of: try writer.finish().bytes) == member.sha256OfVersion3)
    }

    @Test func `what was written is read back, in any pieces, and has the size that was foretold`() throws {
        let keys = try SecureTarKeys(password: "correct horse")
        let secret = SecureTarSecret(password: "correct horse")
        var random = SeededRandom(seed: 5)
        for size in Self.sizes {
            let plaintext = noise(size, seed: UInt64(size))
            let writer = try SecureTarWriter(keys, plaintextSize: Int64(size), into: ByteCollector())
            var rest = plaintext[...]
            while !rest.isEmpty {
                let piece = rest.prefix(Int.random(in: 1...1_500_000, using: &random))
                try writer.write(piece)
                rest = rest.dropFirst(piece.count)
            }
            let sealed = try writer.finish().bytes
            #expect(Int64(sealed.count) == SecureTar.sealedSize(of: Int64(size)))
            let source = BytesSource(sealed, step: Int.random(in: 1_000...70_000, using: &random))
            let reader = try SecureTarReader(source, size: Int64(sealed.count), secret: secret)
            #expect(reader.plaintextSize == Int64(size))
            let opened = try reader.everything(step: Int.random(in: 1_000...3_000_000, using: &random))
            #expect(opened == plaintext, "\(size) bytes")
        }
    }

    @Test func `every member has a key of its own below the backup's one root key`() throws {
        let keys = try SecureTarKeys(password: "correct horse")
        let first = try seal([1, 2, 3], keys)
        let second = try seal([1, 2, 3], keys)
        #expect(first[..<96] == second[..<96])
        #expect(first[96..<112] != second[96..<112])
        #expect(first[112..<136] != second[112..<136])
        #expect(first[136...] != second[136...])
        #expect(try seal([1], SecureTarKeys(password: "correct horse"))[32..<64] != first[32..<64])
    }

    @Test func `fewer and more bytes than promised are refused`() throws {
        let keys = try SecureTarKeys(password: "a")
        let writer = try SecureTarWriter(keys, plaintextSize: 3, into: ByteCollector())
        try writer.write([1, 2])
        #expect(throws: TarError.memberIncomplete(missing: 1)) { try writer.finish() }
        #expect(throws: TarError.memberTooLong) { try writer.write([3, 4]) }
        try writer.write([3])
        #expect(throws: TarError.memberTooLong) { try writer.write([4]) }
        try writer.finish()
        #expect(throws: TarError.finished) { try writer.finish() }
    }

    @Test func `a member of a tar is sealed on its way`() throws {
        let tar = TarWriter(ByteCollector(), dialect: .ustar)
        let plaintext = noise(1_500_000)
        let size = SecureTar.sealedSize(of: Int64(plaintext.count))
        try tar.begin(TarEntry(path: "a.tar.gz".bytes, size: size, modified: Timestamp(seconds: 0)))
        let writer = try SecureTarWriter(
            SecureTarKeys(password: "a"), plaintextSize: Int64(plaintext.count), into: tar)
        try writer.write(plaintext)
        try writer.finish()
        #expect(tar.bytesMissing == 0)
        let member = try tar.finish().bytes[512..<512 + Int(size)]
        #expect(try open(Array(member), SecureTarSecret(password: "a")) == plaintext)
    }

    @Test func `no keys come from an empty password`() {
        #expect(throws: CryptographyError.emptyPassword) { try SecureTarKeys(password: "") }
    }

    @Test func `the size of a member is known beforehand, and never overflows`() {
        #expect(SecureTar.sealedSize(of: 0) == 153)
        #expect(SecureTar.sealedSize(of: 1) == 154)
        #expect(SecureTar.sealedSize(of: 1 << 20) == 136 + 1 << 20 + 17)
        #expect(SecureTar.sealedSize(of: 1 << 20 + 1) == 136 + 1 << 20 + 1 + 34)
        #expect(SecureTar.sealedSize(of: .max) == .max)
        #expect(SecureTar.sealedSize(of: .max - 140) == .max)
        #expect(SecureTar.sealedSizeOfVersion2(of: .max) == .max)
    }
}
