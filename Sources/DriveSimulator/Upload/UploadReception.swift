import HTTPServing

/// Reads the body of one request into a session, quantum by quantum, so that a cut leaves whole quanta behind.
struct UploadReception {
    let session: UploadSession
    let plan: UploadDecision.Reception
    /// Most bytes of this request to keep; nil for all.
    var limit: Int64?
    /// Changes one bit of each quantum.
    var corrupts = false

    /// Returns true when the whole body was kept and it ends the file.
    func receive(_ body: HTTPBody, turn: Int) throws -> Bool {
        try body.discard(plan.skip)
        guard body.received == plan.skip else { return false }
        let block = body.block
        var allowance = (limit ?? .max) / UploadProgress.quantum
        var filled = try body.fill(block)
        while filled == block.count {
            if allowance > 0 { try keep(block, turn: turn) }
            allowance -= 1
            filled = try body.fill(block)
        }
        try checkLength(body)
        guard plan.isFinal, allowance > 0 else { return false }
        try keep(UnsafeMutableRawBufferPointer(rebasing: block[..<filled]), turn: turn)
        return true
    }

    private func keep(_ bytes: UnsafeMutableRawBufferPointer, turn: Int) throws {
        if corrupts, !bytes.isEmpty { bytes[0] ^= 1 }
        try session.keep(UnsafeRawBufferPointer(bytes), turn: turn)
    }

    /// With chunked transfer encoding only the end of the body tells its length.
    private func checkLength(_ body: HTTPBody) throws {
        guard let length = plan.length, body.received != length else { return }
        throw Refusal(
            .bodyLength(got: body.received, expected: length, first: plan.first, last: plan.first + length - 1))
    }
}
