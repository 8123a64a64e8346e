import Cryptography
import Pipe
import TestSupport
import Testing

@testable import Archive

struct SecureTarReaderTests {
    let keys: SecureTarKeys
    let secret = SecureTarSecret(password: "correct horse")

    init() throws {
        keys = try SecureTarKeys(password: "correct horse")
    }

    @Test func `published members are opened`() throws {
        let (small, empty) = (SecureTarVectors.small3, SecureTarVectors.empty3)
        #expect(try open(small, secret) == SecureTarVectors.small)
        #expect(try open(empty, secret) == [])
    }

    @Test func `a wrong password is told before anything comes out`() throws {
        let sealed = try seal(noise(100), keys)
        #expect(throws: ArchiveDamage.wrongPassword) {
            try SecureTarReader(
                BytesSource(sealed), size: Int64(sealed.count), secret: SecureTarSecret(password: "correct horsf"))
        }
        #expect(throws: ArchiveDamage.passwordNeeded) { try open(sealed, SecureTarSecret(password: "")) }
    }

    @Test func `a member of a backup with another password is found`() throws {
        let other = try seal(noise(100), SecureTarKeys(password: "another"))
        #expect(try open(seal(noise(100), keys), secret) == noise(100))
        #expect(throws: ArchiveDamage.wrongPassword) { try open(other, secret) }
    }

    @Test func `one secret opens backups with different root salts in turn`() throws {
        let other = try SecureTarKeys(password: "correct horse")
        for keys in [keys, other, keys] { #expect(try open(seal([7], keys), secret) == [7]) }
    }

    @Test func `every flipped bit of the header and the keys is found`() throws {
        let sealed = try seal(noise(300), keys)
        var random = SeededRandom(seed: 1)
        for index in 0..<136 {
            var changed = sealed
            changed[index] ^= 1 << UInt8.random(in: 0...7, using: &random)
            #expect(throws: ArchiveDamage.self, "byte \(index)") { try open(changed, secret) }
        }
    }

    @Test func `any flipped bit of the chunks is found, and what came before it is right`() throws {
        let plaintext = noise(2 << 20 + 5_000)
        let sealed = try seal(plaintext, keys)
        var random = SeededRandom(seed: 2)
        let chunk = SecureTar.chunkSize + 17
        let edges = [136, 137, 136 + chunk - 1, 136 + chunk, 136 + 2 * chunk, sealed.count - 1]
        for index in edges + (0..<30).map({ _ in Int.random(in: 136..<sealed.count, using: &random) }) {
            var changed = sealed
            changed[index] ^= 1 << UInt8.random(in: 0...7, using: &random)
            let start = (index - 136) / chunk
            let (opened, damage) = try openAsFarAsPossible(changed)
            #expect(damage == .tampered(offset: Int64(136 + start * chunk)))
            #expect(opened == Array(plaintext.prefix(start * SecureTar.chunkSize)), "byte \(index)")
        }
    }

    @Test func `any cut is found, told by the size or by the source`() throws {
        let sealed = try seal(noise(1 << 20 + 5_000), keys)
        var random = SeededRandom(seed: 3)
        let chunk = SecureTar.chunkSize + 17
        let edges = [0, 1, 31, 32, 33, 135, 136, 137, 152, 153, 136 + chunk - 1, 136 + chunk, sealed.count - 1]
        for size in edges + (0..<20).map({ _ in Int.random(in: 0..<sealed.count, using: &random) }) {
            let cut = Array(sealed.prefix(size))
            #expect(throws: ArchiveDamage.cut(offset: Int64(size))) { try open(cut, secret) }
            #expect(throws: ArchiveDamage.cut(offset: Int64(size))) {
                try SecureTarReader(BytesSource(cut), size: Int64(sealed.count), secret: secret).everything()
            }
        }
    }

    @Test func `chunks that were swapped, doubled, dropped or taken from elsewhere are found`() throws {
        let chunk = SecureTar.chunkSize + 17
        let sealed = try seal(noise(4 << 20), keys)
        let other = try seal(noise(4 << 20, seed: 2), keys)
        let head = Array(sealed.prefix(136))
        let pieces = (0..<4).map { Array(sealed[136 + $0 * chunk..<136 + ($0 + 1) * chunk]) }
        let foreign = Array(other[136 + chunk..<136 + 2 * chunk])
        let orders: [([[UInt8]], Int)] = [
            ([pieces[1], pieces[0], pieces[2], pieces[3]], 0), ([pieces[0], pieces[2], pieces[1], pieces[3]], 1),
            ([pieces[0], pieces[0], pieces[2], pieces[3]], 1), ([pieces[0], pieces[1], pieces[3], pieces[2]], 2),
            ([pieces[0], foreign, pieces[2], pieces[3]], 1), ([pieces[0], pieces[1], pieces[2], pieces[2]], 3),
        ]
        for (order, first) in orders {
            #expect(throws: ArchiveDamage.tampered(offset: Int64(136 + first * chunk))) {
                try open(head + order.flatMap { $0 }, secret)
            }
        }
        #expect(throws: ArchiveDamage.cut(offset: Int64(136 + 3 * chunk))) {
            try open(head + pieces[0] + pieces[2] + pieces[3], secret)
        }
    }

    @Test func `a chunk dropped together with its share of the declared size is found`() throws {
        let chunk = SecureTar.chunkSize + 17
        let sealed = try seal(noise(3 << 20), keys)
        let head = SecureTarHeader(version: .secretStream, plaintextSize: 2 << 20).bytes + sealed[32..<136]
        #expect(throws: ArchiveDamage.tampered(offset: Int64(136 + chunk))) {
            try open(head + sealed[136..<136 + 2 * chunk], secret)
        }
        #expect(throws: ArchiveDamage.tampered(offset: 136)) {
            try open(head + sealed[(136 + chunk)...], secret)
        }
    }

    @Test func `an early end and a missing end are found though every chunk is authentic`() throws {
        let (salt, chunk) = (randomBytes(16), noise(SecureTar.chunkSize))
        for finals in [[true, true], [false, false]] {
            var sealer = SecretStreamSealer(key: keys.streamKey(salt: salt))
            let block = keys.keyBlock(streamSalt: salt, streamHeader: sealer.header)
            var sealed = SecureTarHeader(version: .secretStream, plaintextSize: 2 << 20).bytes + block.bytes
            var output = [UInt8](repeating: 0, count: chunk.count + SecretStreamSealer.overhead)
            for isFinal in finals {
                _ = chunk.withUnsafeBytes { chunk in
                    output.withUnsafeMutableBytes { sealer.seal(chunk, isFinal: isFinal, into: $0) }
                }
                sealed += output
            }
            let wrong = finals[0] ? 136 : 136 + output.count
            #expect(throws: ArchiveDamage.tampered(offset: Int64(wrong))) { try open(sealed, secret) }
        }
    }

    @Test func `bytes behind the end are found, told by the size or by the source`() throws {
        let sealed = try seal(noise(100), keys)
        for extra in [1, 17, 512, 5_000] {
            let longer = sealed + [UInt8](repeating: 0, count: extra)
            let damage = #expect(throws: ArchiveDamage.self) { try open(longer, secret) }
            #expect(damage?.code == "archive_unexpected_data")
            let told = #expect(throws: ArchiveDamage.self) {
                try SecureTarReader(BytesSource(longer), size: Int64(sealed.count), secret: secret).everything()
            }
            #expect(told?.code == "archive_unexpected_data")
        }
    }

    @Test func `declared sizes that cannot be are told`() throws {
        let sealed = try seal(noise(100), keys)
        let lies: [UInt64] = [.max, 1 << 63, 1 << 63 - 1, 1 << 62, 1 << 40, 101, 99, 84, 0]
        for version in [UInt8(2), 3] {
            for lie in lies {
                var changed = sealed
                changed[9] = version
                changed.replaceSubrange(16..<24, with: (0..<8).map { UInt8(truncatingIfNeeded: lie >> (56 - 8 * $0)) })
                #expect(throws: ArchiveDamage.self, "\(lie)") { try open(changed, secret) }
                // Even if the archive tells the same lie.
                let size = SecureTar.sealedSize(of: Int64(clamping: lie))
                #expect(throws: ArchiveDamage.self, "\(lie)") {
                    try SecureTarReader(BytesSource(changed), size: size, secret: secret).everything()
                }
            }
        }
    }

    @Test func `rubbish behind a header that fits opens with no password`() throws {
        var random = SeededRandom(seed: 6)
        for round in 0..<300 {
            let version: SecureTarHeader.Version = round.isMultiple(of: 10) ? .secretStream : .blockCipher
            let header = SecureTarHeader(version: version, plaintextSize: Int64.random(in: 0...3_000, using: &random))
            let rubbish = header.bytes + noise(Int(header.sealedSize) - SecureTarHeader.size, seed: UInt64(round))
            #expect(throws: ArchiveDamage.wrongPassword, "round \(round)") { try open(rubbish, secret) }
        }
    }

    @Test func `after a failure nothing more comes out`() throws {
        var sealed = try seal(noise(3 << 20), keys)
        sealed[200] ^= 1
        let reader = try SecureTarReader(BytesSource(sealed), size: Int64(sealed.count), secret: secret)
        for _ in 0..<3 { #expect(throws: ArchiveDamage.tampered(offset: 136)) { try reader.bytes(10) } }
    }

    @Test func `after the end nothing more comes out`() throws {
        let sealed = try seal([1, 2], keys)
        let reader = try SecureTarReader(BytesSource(sealed), size: Int64(sealed.count), secret: secret)
        #expect(try reader.bytes(10) == [1, 2])
        #expect(try reader.bytes(10) == [])
    }

    private func openAsFarAsPossible(_ sealed: [UInt8]) throws -> ([UInt8], ArchiveDamage?) {
        let reader = try SecureTarReader(BytesSource(sealed), size: Int64(sealed.count), secret: secret)
        var opened: [UInt8] = []
        do {
            while case let piece = try reader.bytes(1 << 18), !piece.isEmpty { opened += piece }
            return (opened, nil)
        } catch let damage as ArchiveDamage {
            return (opened, damage)
        }
    }
}
