import Cryptography
import TestSupport
import Testing

struct DigestTests {
    @Test(arguments: [
        (Digest.Algorithm.md5, "900150983cd24fb0d6963f7d28e17f72"),
        (.sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ])
    func `the published checksum of abc comes out`(_ algorithm: Digest.Algorithm, _ sum: String) {
        #expect(Digest.hex(algorithm, of: "abc") == sum)
    }
}

struct CBCDecryptorTests {
    // NIST SP 800-38A, F.2.2, its first block, with the block of padding that others put behind it.
    let key = SecretBytes(hex: "2b7e151628aed2a6abf7158809cf4f3c")
    let vector = SecretBytes(hex: "000102030405060708090a0b0c0d0e0f")
    let cipherText = [UInt8](hex: "7649abac8119b246cee98e9b12e9197d8964e0b149c10b7b682e6e39aaeb731c")
    let plaintext = [UInt8](hex: "6bc1bee22e409f96e93d7e117393172a")

    @Test func `the published block comes out, however it comes in`() {
        for size in [1, 7, 16, 17, 32] { #expect(decrypt(cipherText, in: size) == plaintext) }
    }

    @Test func `padding that is none and half a block are told`() {
        #expect(decrypt(Array(cipherText.prefix(16)), in: 16) == nil)
        #expect(decrypt(Array(cipherText.prefix(24)), in: 16) == nil)
        var changed = cipherText
        changed[15] ^= 1
        #expect(decrypt(changed, in: 32) == nil)
    }

    private func decrypt(_ bytes: [UInt8], in size: Int) -> [UInt8]? {
        var decryptor = CBCDecryptor(key: key, vector: vector)
        var all: [UInt8] = []
        var output = [UInt8](repeating: 0, count: size + CBCDecryptor.blockSize)
        for start in stride(from: 0, to: bytes.count, by: size) {
            let piece = Array(bytes[start..<min(bytes.count, start + size)])
            let count = piece.withUnsafeBytes { piece in
                output.withUnsafeMutableBytes { decryptor.update(piece, into: $0) }
            }
            all += output.prefix(count)
        }
        let last = output.withUnsafeMutableBytes { decryptor.finish(into: $0) }
        return last.map { all + output.prefix($0) }
    }
}

extension SecretBytes {
    convenience init(hex: String) {
        let bytes = [UInt8](hex: hex)
        self.init(count: bytes.count) { $0.copyBytes(from: bytes) }
    }
}
