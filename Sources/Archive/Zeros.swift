/// `count` zero bytes, piece by piece.
func eachPiece(ofZeros count: Int64, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
    var left = count
    while left > 0 {
        let size = min(left, Int64(zeroBytes.count))
        try zeroBytes.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[..<Int(size)])) }
        left -= size
    }
}

private let zeroBytes = [UInt8](repeating: 0, count: 64 * 1024)
