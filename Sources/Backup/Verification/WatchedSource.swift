import Cryptography
import Pipe

/// A source between two stages: what went through it is counted and digested, and its failure is remembered, so that one
/// can tell whether this stage or the one above it is to blame.
final class WatchedSource: ByteSource {
    private let source: any ByteSource
    private let cancellation: Cancellation
    private var digest: Digest?
    private(set) var count: Int64 = 0
    private(set) var failure: (any Error)?

    init(_ source: any ByteSource, digesting algorithm: Digest.Algorithm? = nil, cancellation: Cancellation) {
        self.source = source
        self.cancellation = cancellation
        digest = algorithm.map(Digest.init)
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        if let failure { throw failure }
        do {
            // A bomb can go on for long without a byte being fetched.
            try cancellation.check()
            let got = try source.read(into: buffer)
            digest?.update(UnsafeRawBufferPointer(rebasing: buffer[..<got]))
            count += Int64(got)
            return got
        } catch {
            failure = error
            throw error
        }
    }

    /// Reads what is left.
    func drain() throws {
        _ = try skip(.max)
    }

    /// The checksum of what went through, once.
    func finishDigest() -> String? {
        digest.take()?.finish()
    }
}
