import COpenSSL

/// A running checksum over bytes, by libcrypto.
package struct Digest: ~Copyable {
    package enum Algorithm: Sendable {
        case md5, sha1, sha256
    }

    private let context: OpaquePointer

    package init(_ algorithm: Algorithm) {
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

    /// The checksum of everything seen so far, as lower-case hexadecimal; the digest ends with it.
    package consuming func finish() -> String {
        var sum = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var count: UInt32 = 0
        EVP_DigestFinal_ex(context, &sum, &count)
        return hexadecimal(sum.prefix(Int(count)))
    }

    /// The checksum of a text's UTF-8 bytes, as lower-case hexadecimal.
    package static func hex(_ algorithm: Algorithm, of text: String) -> String {
        var digest = Digest(algorithm)
        Array(text.utf8).withUnsafeBytes { digest.update($0) }
        return digest.finish()
    }
}

private func hexadecimal(_ bytes: ArraySlice<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    let text = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: text, as: UTF8.self)
}
