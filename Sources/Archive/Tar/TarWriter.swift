import Pipe

/// Writes a tar archive member by member into a sink, in one pass.
///
/// A member's header promises its size; exactly that many bytes must follow. The archive ends with two zero blocks,
/// padded to 10,240 bytes as every tar writes it.
package final class TarWriter<Sink: ByteSink & ~Copyable>: ByteSink {
    private var sink: Sink?
    private let dialect: TarHeader.Dialect
    private var promised: Int64 = 0
    /// Bytes that the started member still has to get.
    package private(set) var bytesMissing: Int64 = 0

    /// Bytes written to the sink so far.
    package private(set) var written: Int64 = 0

    package init(_ sink: consuming Sink, dialect: TarHeader.Dialect) {
        self.sink = consume sink
        self.dialect = dialect
    }

    /// Starts a member.
    /// - Throws: `TarError.memberIncomplete` when the member before has bytes missing; the sink's errors.
    package func begin(_ entry: TarEntry) throws {
        try requireComplete()
        try put(TarHeader.encode(entry, as: dialect))
        promised = entry.size
        bytesMissing = entry.size
    }

    /// Content of the member that was started last; the padding follows by itself.
    /// - Throws: `TarError.memberTooLong` when this is more than its header promised; the sink's errors.
    package func write(_ bytes: UnsafeRawBufferPointer) throws {
        guard Int64(bytes.count) <= bytesMissing else { throw TarError.memberTooLong }
        guard !bytes.isEmpty else { return }
        try put(bytes)
        bytesMissing -= Int64(bytes.count)
        if bytesMissing == 0 { try put(zeros: TarHeader.padding(after: promised)) }
    }

    /// Content that is nothing but zeros, `count` bytes of it.
    package func write(zeros count: Int64) throws {
        try eachPiece(ofZeros: count) { try write($0) }
    }

    /// Ends the archive.
    /// - Returns: the sink, for its own end to be written.
    package func finish() throws -> Sink {
        try requireComplete()
        try put(zeros: tarEndSize(after: written))
        guard let sink = sink.take() else { throw TarError.finished }
        return sink
    }

    private func requireComplete() throws {
        guard bytesMissing == 0 else { throw TarError.memberIncomplete(missing: bytesMissing) }
    }

    private func put(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { try put($0) }
    }

    private func put(zeros count: Int64) throws {
        try eachPiece(ofZeros: count) { try put($0) }
    }

    private func put(_ bytes: UnsafeRawBufferPointer) throws {
        if sink == nil { throw TarError.finished }
        try sink?.write(bytes)
        written += Int64(bytes.count)
    }
}

/// Bytes of a record: twenty blocks, which is what every tar writes at once by default.
package let tarRecordSize: Int64 = 10_240

/// Bytes of the end of an archive that has `size` bytes so far: two zero blocks, then up to a whole record.
package func tarEndSize(after size: Int64) -> Int64 {
    let end = size + 2 * Int64(TarHeader.blockSize)
    return (end + tarRecordSize - 1) / tarRecordSize * tarRecordSize - size
}

/// A tar archive used against its rules: faults of the program, never of the data.
package enum TarError: Error, Equatable {
    case memberTooLong
    case memberIncomplete(missing: Int64)
    case finished
}
