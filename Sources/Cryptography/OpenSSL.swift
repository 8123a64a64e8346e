import COpenSSL

/// A running checksum over bytes, by libcrypto, which only this file touches.
package struct Digest: ~Copyable {
    package enum Algorithm: Sendable {
        case md5, sha1, sha256

        /// Bytes of a checksum.
        package var byteCount: Int {
            switch self {
            case .md5: 16
            case .sha1: 20
            case .sha256: 32
            }
        }
    }

    private let context: OpaquePointer
    private let algorithm: Algorithm

    package init(_ algorithm: Algorithm) {
        self.algorithm = algorithm
        context = EVP_MD_CTX_new()
        let method =
            switch algorithm {
            case .md5: EVP_md5()
            case .sha1: EVP_sha1()
            case .sha256: EVP_sha256()
            }
        let started = EVP_DigestInit_ex(context, method, nil)
        precondition(started == 1, "libcrypto does not provide \(algorithm)")
    }

    deinit {
        EVP_MD_CTX_free(context)
    }

    /// Adds bytes to what is digested.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
    }

    /// Puts the checksum of everything seen so far where the caller wants it; the digest ends with it.
    /// - Parameter output: room for the algorithm's `byteCount` at least.
    package consuming func finish(into output: UnsafeMutableRawBufferPointer) {
        precondition(output.count >= algorithm.byteCount, "no room for a checksum")
        EVP_DigestFinal_ex(context, output.bindMemory(to: UInt8.self).baseAddress, nil)
    }

    /// The checksum of everything seen so far, as lower-case hexadecimal; the digest ends with it.
    package consuming func finish() -> String {
        var sum = [UInt8](repeating: 0, count: algorithm.byteCount)
        EVP_DigestFinal_ex(context, &sum, nil)
        return hexadecimal(sum)
    }

    /// The checksum of a text's UTF-8 bytes, as lower-case hexadecimal.
    package static func hex(_ algorithm: Algorithm, of text: String) -> String {
        hex(algorithm, of: text.utf8)
    }

    /// The checksum of bytes at hand, as lower-case hexadecimal.
    package static func hex(_ algorithm: Algorithm, of bytes: some Sequence<UInt8>) -> String {
        var digest = Digest(algorithm)
        Array(bytes).withUnsafeBytes { digest.update($0) }
        return digest.finish()
    }
}

private func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    let text = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: text, as: UTF8.self)
}

/// Decrypts AES-128 in CBC mode with PKCS#7 padding piece by piece, by libcrypto.
///
/// Nothing is authenticated: a wrong key or a changed byte shows itself, if at all, in the plaintext or the padding.
package struct CBCDecryptor: ~Copyable {
    private let context: OpaquePointer

    /// Bytes of a cipher block, and of the key and of the initialisation vector.
    package static let blockSize = 16

    /// - Parameters:
    ///   - key: 16 bytes.
    ///   - vector: the initialisation vector, 16 bytes.
    package init(key: SecretBytes, vector: SecretBytes) {
        precondition(key.count >= Self.blockSize && vector.count >= Self.blockSize, "AES-128 needs 16 bytes")
        let context: OpaquePointer = EVP_CIPHER_CTX_new()
        let started = key.withUnsafeBytes { key in
            vector.withUnsafeBytes { vector in
                EVP_DecryptInit_ex(context, EVP_aes_128_cbc(), nil, octets(key), octets(vector))
            }
        }
        precondition(started == 1, "libcrypto does not provide AES-128-CBC")
        self.context = context
    }

    deinit {
        // Cleanses the key schedule too.
        EVP_CIPHER_CTX_free(context)
    }

    /// Decrypts a piece; the last block of it is held back, as it may be the padding.
    /// - Parameters:
    ///   - input: at most 1 GiB.
    ///   - output: room for `input.count` bytes and one block more; not the input's memory.
    /// - Returns: how many bytes of `output` were filled.
    package mutating func update(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> Int {
        precondition(output.count >= input.count + Self.blockSize && input.count <= 1 << 30, "no room to decrypt")
        var count: Int32 = 0
        EVP_DecryptUpdate(
            context, output.bindMemory(to: UInt8.self).baseAddress, &count, octets(input), Int32(input.count))
        return Int(count)
    }

    /// Takes the padding off the last block.
    /// - Parameter output: room for one block.
    /// - Returns: how many bytes of `output` were filled; nil when the padding is none, or blocks are incomplete.
    package mutating func finish(into output: UnsafeMutableRawBufferPointer) -> Int? {
        precondition(output.count >= Self.blockSize, "no room for a block")
        var count: Int32 = 0
        let isPadded = EVP_DecryptFinal_ex(context, output.bindMemory(to: UInt8.self).baseAddress, &count) == 1
        // What libcrypto noted of the failure is said by the result.
        ERR_clear_error()
        return isPadded ? Int(count) : nil
    }
}

/// A private RSA key that signs as RS256 wants it (RSASSA-PKCS1-v1_5 with SHA-256, RFC 7518, section 3.3), by libcrypto.
package struct SigningKey: ~Copyable {
    private let key: OpaquePointer

    /// - Parameter pem: PKCS#8 or PKCS#1, without a password: nobody is asked for one.
    /// - Throws: `CryptographyError.unusableKey`.
    package init(pem: String) throws(CryptographyError) {
        defer { ERR_clear_error() }
        let key = pem.withCString { text -> OpaquePointer? in
            // Keeps the address, which is good until the end of this closure.
            guard let source = BIO_new_mem_buf(text, -1) else { return nil }
            defer { BIO_free(source) }
            return PEM_read_bio_PrivateKey(source, nil, { _, _, _, _ in -1 }, nil)
        }
        guard let key else { throw .unusableKey }
        guard EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA else {
            EVP_PKEY_free(key)
            throw .unusableKey
        }
        self.key = key
    }

    deinit {
        EVP_PKEY_free(key)
    }

    /// The signature of a message.
    /// - Throws: `CryptographyError.unusableKey` when the key is too small or damaged.
    package func sign(_ message: [UInt8]) throws(CryptographyError) -> [UInt8] {
        let context: OpaquePointer = EVP_MD_CTX_new()
        defer {
            EVP_MD_CTX_free(context)
            ERR_clear_error()
        }
        var count = 0
        guard EVP_DigestSignInit(context, nil, EVP_sha256(), nil, key) == 1,
            EVP_DigestSign(context, nil, &count, message, message.count) == 1
        else { throw .unusableKey }
        var signature = [UInt8](repeating: 0, count: count)
        guard EVP_DigestSign(context, &signature, &count, message, message.count) == 1 else { throw .unusableKey }
        return Array(signature.prefix(count))
    }
}

private func octets(_ bytes: UnsafeRawBufferPointer) -> UnsafePointer<UInt8>? {
    bytes.bindMemory(to: UInt8.self).baseAddress
}
