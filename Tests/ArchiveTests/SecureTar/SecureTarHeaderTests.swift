import Testing

@testable import Archive

struct SecureTarHeaderTests {
    let header = SecureTarHeader(version: .secretStream, plaintextSize: 0x0102_0304_0506)

    @Test func `a header is laid down as published and read again`() throws {
        let bytes = "SecureTar".bytes + [3, 0, 0, 0, 0, 0, 0] + [0, 0, 1, 2, 3, 4, 5, 6] + [0, 0, 0, 0, 0, 0, 0, 0]
        #expect(header.bytes == bytes)
        #expect(try SecureTarHeader(parsing: bytes + [9, 9]) == header)
    }

    @Test func `sealed members are known by their first bytes`() {
        #expect(SecureTar.isSealed(header.bytes))
        #expect(SecureTar.isSealed("SecureTar".bytes))
        #expect(!SecureTar.isSealed("SecureTa".bytes))
        #expect(!SecureTar.isSealed([0x1f, 0x8b, 0x08] + [UInt8](repeating: 0, count: 29)))
        #expect(!SecureTar.isSealed([]))
    }

    @Test func `reserved bytes must be zero where they are not ignored`() throws {
        for index in [10, 15, 24, 31] {
            var bytes = header.bytes
            bytes[index] = 1
            let damage = ArchiveDamage.badHeader(offset: Int64(index), reason: "reserved bytes are in use")
            #expect(throws: damage) { try SecureTarHeader(parsing: bytes) }
        }
        var version2 = SecureTarHeader(version: .blockCipher, plaintextSize: 5).bytes
        version2[24] = 1
        #expect(try SecureTarHeader(parsing: version2).plaintextSize == 5)
    }

    @Test func `other versions, negative sizes, cuts and other content are told`() {
        #expect(throws: ArchiveDamage.unsupported("encryption of version 4")) {
            try SecureTarHeader(parsing: header.bytes.replacing(9, with: 4))
        }
        #expect(throws: ArchiveDamage.badHeader(offset: 16, reason: "its size is 9223373145006933254 bytes")) {
            try SecureTarHeader(parsing: header.bytes.replacing(16, with: 0x80))
        }
        #expect(throws: ArchiveDamage.cut(offset: 31)) { try SecureTarHeader(parsing: header.bytes.dropLast(1)) }
        let damage = ArchiveDamage.badHeader(offset: 0, reason: "it does not begin as encrypted content does")
        #expect(throws: damage) { try SecureTarHeader(parsing: header.bytes.replacing(0, with: 0)) }
    }
}

extension [UInt8] {
    fileprivate func replacing(_ index: Int, with byte: UInt8) -> [UInt8] {
        var changed = self
        changed[index] = byte
        return changed
    }
}
