/// How the content of a backup's member begins once it is decrypted.
enum InnerTar {
    private static let gzipMagic: [UInt8] = [0x1f, 0x8b, 0x08]
    private static let checksumField = 148..<156

    /// Whether the bytes begin as gzip or as a tar header whose checksum is right.
    static func beginsLikeOne(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.starts(with: gzipMagic) || isTarHeader(bytes)
    }

    private static func isTarHeader(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count >= TarHeader.blockSize else { return false }
        let block = UnsafeRawBufferPointer(rebasing: bytes[..<TarHeader.blockSize])
        guard block[257..<262].elementsEqual("ustar".utf8) else { return false }
        let digits = block[checksumField].filter { $0 != 0 && $0 != UInt8(ascii: " ") }
        let sum = block.enumerated().reduce(0) { sum, next in
            sum + Int(checksumField.contains(next.offset) ? UInt8(ascii: " ") : next.element)
        }
        return Int(String(decoding: digits, as: UTF8.self), radix: 8) == sum
    }
}
