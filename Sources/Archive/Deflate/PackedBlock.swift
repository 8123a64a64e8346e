/// A block of a tar that has been packed.
struct PackedBlock {
    /// What it was packed into. Valid until the block's memory goes round again.
    let bytes: UnsafeRawBufferPointer
    /// Bytes of the tar.
    let count: Int
    /// Of those.
    let crc: CRC32
}
