import Cryptography
import TestSupport
import Testing

// Values computed with other implementations (PyNaCl, hashlib) from fixed salts.
struct SodiumTests {
    let rootSalt = [UInt8](0x00...0x0f)
    let purpose = Array("SecureTarv3".utf8) + [0, 0, 0, 0, 0]
    let streamKey = SecretBytes(
        hex: "6ea41e36ab98d23a41d771d92199206b908662384a1c89265cb7cbf9628d7e8f")

    @Test func `the key of a password is the one that others derive`() throws {
        let password = SecretBytes("correct horse")
        let key = try SecretBytes(argon2id: password, salt: rootSalt, operations: 8, memory: 16 << 20)
        #expect(key.matches([UInt8](hex: "b4458f5b31631461de4dc2e52589462d9be37c876fe8dd4b6278ec2d64d0fb9a")))
        let validation = key.derive(salt: Array(0x10...0x1f), purpose: purpose)
        #expect(validation.matches([UInt8](hex: "5f314afc591a5447ab49395f29ffa2d391691201a77bf2ade93987c87d19efec")))
        let stream = key.derive(salt: Array(0x20...0x2f), purpose: purpose)
        #expect(stream.withUnsafeBytes { streamKey.matches(Array($0)) })
    }

    @Test func `an empty password and a lack of memory are told`() {
        #expect(throws: CryptographyError.emptyPassword) {
            try SecretBytes(argon2id: SecretBytes(""), salt: rootSalt, operations: 1, memory: 8 << 10)
        }
        let tooMuch = 1 << 50
        #expect(throws: CryptographyError.outOfMemory(tooMuch)) {
            try SecretBytes(argon2id: SecretBytes("a"), salt: rootSalt, operations: 1, memory: tooMuch)
        }
    }

    @Test func `the chunk of another implementation is opened and made again byte for byte`() {
        let header = [UInt8](0x30...0x47)
        let empty = [UInt8](hex: "4c618a1173b7f54e97fb326bf8d69ff065")
        var opener = SecretStreamOpener(key: streamKey, header: header)
        #expect(opener.open(empty, isFinal: true) == [])
        var sealer = SecretStreamSealer(key: streamKey, header: header)
        #expect(sealer.seal([], isFinal: true) == empty)
    }

    @Test func `chunks are opened in their order only, unchanged, and with the end where it was`() {
        var sealer = SecretStreamSealer(key: streamKey)
        let header = sealer.header
        let first = sealer.seal(Array("first".utf8), isFinal: false)
        let last = sealer.seal(Array("last".utf8), isFinal: true)
        #expect(open([(first, false), (last, true)], header) == ["first", "last"])
        #expect(open([(last, true)], header) == [nil])
        #expect(open([(first, true)], header) == [nil])
        #expect(open([(first, false), (first, false)], header) == ["first", nil])
        #expect(open([(first, false), (last, false)], header) == ["first", nil])
        #expect(open([(Array(first.dropLast(1)), false)], header) == [nil])
        #expect(open([([], false)], header) == [nil])
        for index in first.indices {
            var changed = first
            changed[index] ^= 0x10
            #expect(open([(changed, false)], header) == [nil], "byte \(index)")
        }
    }

    @Test func `random bytes and stream headers do not repeat`() {
        #expect(randomBytes(16) != randomBytes(16))
        #expect(SecretStreamSealer(key: streamKey).header != SecretStreamSealer(key: streamKey).header)
    }

    @Test func `a secret is the same only as its own bytes`() {
        let secret = SecretBytes("grüß")
        #expect(secret.count == 6)
        #expect(secret.matches(Array("grüß".utf8)))
        #expect(!secret.matches(Array("grub".utf8)))
        #expect(!secret.matches(Array("grüßt".utf8)))
        #expect(SecretBytes("").matches([]))
    }

    private func open(_ chunks: [([UInt8], Bool)], _ header: [UInt8]) -> [String?] {
        var opener = SecretStreamOpener(key: streamKey, header: header)
        return chunks.map { chunk, isFinal in
            opener.open(chunk, isFinal: isFinal).map { String(decoding: $0, as: UTF8.self) }
        }
    }
}

extension SecretStreamSealer {
    fileprivate mutating func seal(_ chunk: [UInt8], isFinal: Bool) -> [UInt8] {
        var output = [UInt8](repeating: 0, count: chunk.count + Self.overhead)
        let count = chunk.withUnsafeBytes { chunk in
            output.withUnsafeMutableBytes { seal(chunk, isFinal: isFinal, into: $0) }
        }
        return Array(output.prefix(count))
    }
}

extension SecretStreamOpener {
    fileprivate mutating func open(_ sealed: [UInt8], isFinal: Bool) -> [UInt8]? {
        var output = [UInt8](repeating: 0, count: max(0, sealed.count - SecretStreamSealer.overhead))
        let isRight = sealed.withUnsafeBytes { sealed in
            output.withUnsafeMutableBytes { open(sealed, isFinal: isFinal, into: $0) }
        }
        return isRight ? output : nil
    }
}
