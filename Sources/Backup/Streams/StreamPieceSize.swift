/// How large the next piece of a stream is made, whose end nobody knows.
///
/// A tar has the size in front of the content. So a piece is promised, and what the stream does not fill of the last one is
/// zeros: nothing of it is held back but the first MiB of a piece, which tells whether there is more. Pieces that
/// grow with the stream keep the zeros below a 32nd of it, and the pieces few: some 300 for 100 GB.
enum StreamPieceSize {
    /// Bytes.
    static let least = 1 << 20
    private static let share: Int64 = 32

    /// - Parameter written: bytes of the stream in the pieces before.
    /// - Returns: bytes.
    static func next(after written: Int64) -> Int64 {
        max(Int64(least), written / share)
    }
}
