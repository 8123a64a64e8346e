/// What the uploads under fire carry.
enum ChaosData {
    /// Enough for twelve chunks of 512 KiB, of bytes in which no piece is like another.
    static let bytes: [UInt8] = (0..<3).flatMap { part in TestData.bytes.map { $0 &+ UInt8(part * 85) } }

    /// As many bytes as make twelve chunks when nothing goes wrong, the first of 256 KiB, the last not full.
    static func twelveChunks(of size: Int) -> ArraySlice<UInt8> {
        bytes.prefix(SimulatedDrive.quantum + 10 * size + 250_000)
    }
}
