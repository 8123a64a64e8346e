/// How the content of a backup's member begins, once it is decrypted where it was encrypted.
package enum InnerTar {
    private static let gzipMagic: [UInt8] = [0x1f, 0x8b, 0x08]

    /// Whether the bytes begin as gzip does.
    package static func isGzip(_ start: some Collection<UInt8>) -> Bool {
        start.starts(with: gzipMagic)
    }

    /// Whether the bytes begin as gzip, or as a tar header whose checksum is right.
    package static func beginsLikeOne(_ start: some Collection<UInt8>) -> Bool {
        isGzip(start) || (try? TarHeaderBlock(Array(start.prefix(TarHeader.blockSize)), at: 0)) != nil
    }
}
