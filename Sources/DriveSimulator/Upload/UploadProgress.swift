import HTTPServing

/// What a resumable session has kept, and what it does with the next request: Google's rules without any I/O.
struct UploadProgress: Sendable, Equatable {
    /// Google keeps whole quanta of this many bytes until the end of the file.
    static let quantum: Int64 = 262_144

    /// Total in bytes declared by `X-Upload-Content-Length`.
    let declared: Int64?
    /// Bytes kept so far, always from 0.
    private(set) var kept: Int64 = 0
    /// The file is made; every later request gets the same answer.
    private(set) var isFinished = false

    init(declared: Int64? = nil) {
        self.declared = declared
    }

    mutating func keep(_ count: Int64) { kept += count }

    mutating func finish() { isFinished = true }

    /// - Parameters:
    ///   - range: nil when the request has no `Content-Range`, that is the whole body from 0.
    ///   - length: declared body length in bytes; nil with chunked transfer encoding.
    func decide(_ range: ContentRange?, length: Int64?) -> UploadDecision {
        if isFinished { return .repeatAnswer }
        switch range {
        case .query(let total): return decideQuery(total: total, length: length)
        case .bytes(let first, let last, let total):
            return decideBytes(first: first, last: last, total: total, length: length)
        case nil: return decideWhole(length: length)
        }
    }

    private func decideQuery(total: Int64?, length: Int64?) -> UploadDecision {
        if let length, length > 0 { return .refuse(.bodyLength(got: length, expected: 0, first: kept, last: kept - 1)) }
        return total == kept && declared ?? kept == kept
            ? .receive(.init(first: kept, skip: 0, length: 0, isFinal: true)) : .report
    }

    private func decideWhole(length: Int64?) -> UploadDecision {
        if let length, let declared, length != declared { return .refuse(.total(length, declared: declared)) }
        if let length, length < kept { return .report }
        return .receive(.init(first: 0, skip: kept, length: length, isFinal: true))
    }

    private func decideBytes(first: Int64, last: Int64, total: Int64?, length: Int64?) -> UploadDecision {
        let size = last - first + 1
        if let refusal = refusal(first: first, last: last, total: total, length: length) { return .refuse(refusal) }
        let end = total ?? declared
        let isFinal = end == last + 1
        if !isFinal && size < Self.quantum { return .refuse(.tooShort(size)) }
        // A total below what is kept means that the client lost data: show it the truth.
        if isFinal && last + 1 < kept { return .report }
        return .receive(.init(first: first, skip: min(size, kept - first), length: size, isFinal: isFinal))
    }

    private func refusal(first: Int64, last: Int64, total: Int64?, length: Int64?) -> UploadRefusal? {
        let size = last - first + 1
        if let length, length != size {
            return .bodyLength(got: length, expected: size, first: first, last: last)
        }
        if let total, let declared, total != declared { return .total(total, declared: declared) }
        if let end = total ?? declared, last >= end { return .unparsable }
        return first > kept ? .gap(offset: first, kept: kept) : nil
    }
}
