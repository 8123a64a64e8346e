import Pipe

/// Compresses an inner tar into one member of the outer archive, whose header must say the compressed size first.
///
/// Up to the look-ahead's size the compressed bytes are held back: a member that ends within it has its exact size. A
/// larger one gets a reservation from an estimate; it is compressed as long as that is worth something, stored once the
/// reserve pays for storing all the rest, and filled with zeros in stored blocks to the exact byte. Should the
/// reservation be too small, the member is ended as a valid gzip stream and `ReservationOverrun` is thrown: the caller
/// writes the member again, under the same name, with a reservation that cannot fail.
package final class GzipMemberWriter<Sink: ByteSink & ~Copyable>: ByteSink {
    /// Where the size of the member comes from.
    package enum Sizing {
        /// Exactly if `lookAhead` bytes suffice, from the estimate otherwise. The estimate is asked for once, with the
        /// offset in the tar from which on it is needed.
        case measured(lookAhead: Int, estimate: (Int64) throws -> SizeEstimate)
        /// What storing everything takes: cannot be too small.
        case ceiling
    }

    private let outer: MemberWriter<Sink>
    private let entry: TarEntry
    private let tarSize: Int64
    private let level: Int32
    private let sizing: Sizing
    private let reserved: (Int64) -> Void
    private let deflater = Deflater()
    private let output = UnsafeMutableRawBufferPointer.allocate(
        byteCount: Deflater.bound(of: DeflateWindow.blockSize), alignment: 64)
    private var window = DeflateWindow()
    private var lookAhead: LookAhead?
    private var reservation: SizeReservation?
    private var estimate: SizeEstimate?
    private var expected: Int64 = 0
    private var crc = CRC32()
    private var offset: Int64 = 0

    /// - Parameters:
    ///   - entry: the member's name and attributes; its size is set here.
    ///   - tarSize: the most bytes that will be written.
    ///   - level: 1 (fast) to 9 (small).
    ///   - outer: the member, not yet begun; the caller ends it, also after an overrun.
    ///   - reserved: called once, when the member's size in bytes is known.
    package init(
        _ entry: TarEntry, into outer: MemberWriter<Sink>, tarSize: Int64, level: Int32, sizing: Sizing,
        reserved: @escaping (Int64) -> Void = { _ in }
    ) {
        self.entry = entry
        self.outer = outer
        self.tarSize = tarSize
        self.level = level
        self.sizing = sizing
        self.reserved = reserved
        if case .measured(let capacity, _) = sizing { lookAhead = LookAhead(capacity: capacity) }
    }

    deinit {
        output.deallocate()
    }

    /// The member's size, as soon as it is known.
    package var reservedBytes: Int64? { reservation?.size }

    package func write(_ bytes: UnsafeRawBufferPointer) throws {
        guard offset + Int64(window.count + bytes.count) <= tarSize else { throw TarError.memberTooLong }
        try start()
        var rest = bytes
        while !rest.isEmpty {
            let taken = window.append(rest)
            rest = UnsafeRawBufferPointer(rebasing: rest[taken...])
            if window.isFull { try flushBlock() }
        }
    }

    /// Ends the member.
    package func finish() throws -> MemberStatistics {
        try start()
        if window.count > 0 { try flushBlock() }
        if reservation == nil { try commitExactly() }
        let filler = try close()
        return MemberStatistics(
            name: String(decoding: entry.path, as: UTF8.self), tarBytes: offset,
            reservedBytes: reservation?.size ?? 0, estimatedBytes: expected, fillerBytes: filler)
    }
}

// From the block to the member.
extension GzipMemberWriter where Sink: ~Copyable {
    private func start() throws {
        guard offset == 0, window.count == 0, lookAhead?.count ?? 0 == 0, reservation == nil else { return }
        switch sizing {
        case .measured: _ = GzipFormat.header.withUnsafeBytes { lookAhead?.append($0) }
        case .ceiling:
            expected = SizeReservation.ceiling(forTar: tarSize)
            try begin(size: expected)
            try GzipFormat.header.withUnsafeBytes { try emit($0) }
        }
    }

    private func flushBlock() throws {
        if reservation == nil {
            let compressed = deflateBlock(level: level)
            if lookAhead?.append(compressed) == true { return advance() }
            try reserve()
        }
        if reservation?.coversStoring(tarSize - offset) == true {
            try store(window.block)
        } else {
            let compressed = deflateBlock(level: affordableLevel)
            guard reservation?.fits(compressed.count) == true else { try overrun() }
            try emit(compressed)
        }
        advance()
    }

    private func advance() {
        crc.update(window.block)
        offset += Int64(window.count)
        window.advance()
    }

    private func deflateBlock(level: Int32) -> UnsafeRawBufferPointer {
        let count = deflater.deflate(window.block, after: window.dictionary, level: level, into: output)
        return UnsafeRawBufferPointer(rebasing: output[..<count])
    }

    /// The smallest level when the rest is expected to need more than is left.
    private var affordableLevel: Int32 {
        guard let estimate, let reservation else { return level }
        let room = Double(reservation.left - SizeReservation.closing)
        return estimate.rest(from: offset) > room ? 9 : level
    }

    private func commitExactly() throws {
        expected = Int64(lookAhead?.count ?? 0) + SizeReservation.closing
        try begin(size: expected)
    }

    private func reserve() throws {
        guard case .measured(_, let estimator) = sizing else { return }
        let estimate = try estimator(offset)
        let written = Int64(lookAhead?.count ?? 0)
        let rest = tarSize - offset
        // More than storing the rest takes is never needed.
        let most = written + SizeReservation.storedSize(of: rest) + SizeReservation.closing
        let wanted = written + estimate.reservation(from: offset) + SizeReservation.closing
        expected = min(most, written + Int64(estimate.rest(from: offset)) + SizeReservation.closing)
        self.estimate = estimate
        try begin(size: min(most, wanted))
    }

    /// Writes the outer header and what was held back.
    private func begin(size: Int64) throws {
        var entry = entry
        entry.size = size
        try outer.begin(entry)
        reservation = SizeReservation(size: size)
        reserved(size)
        if let held = lookAhead.take() { try emit(held.bytes) }
    }

    private func emit(_ bytes: UnsafeRawBufferPointer) throws {
        reservation?.spend(bytes.count)
        try outer.write(bytes)
    }

    private func emit(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { try emit($0) }
    }

    private func store(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes
        while !rest.isEmpty {
            let count = min(rest.count, Int(SizeReservation.storedLimit))
            try emit(GzipFormat.storedHeader(count: count, isFinal: false))
            try emit(UnsafeRawBufferPointer(rebasing: rest[..<count]))
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    private func overrun() throws -> Never {
        try close()
        throw ReservationOverrun(name: String(decoding: entry.path, as: UTF8.self))
    }

    /// Fills what is left with zeros and ends the stream. Returns the bytes that served only to fill.
    @discardableResult
    private func close() throws -> Int64 {
        guard let filler = reservation.map({ $0.left - SizeReservation.closing }) else { return 0 }
        var zeros: Int64 = 0
        var isFinal = false
        while !isFinal, let next = reservation?.nextFiller() {
            try emit(GzipFormat.storedHeader(count: Int(next.count), isFinal: next.isFinal))
            try eachPiece(ofZeros: next.count) { part in
                crc.update(part)
                try emit(part)
            }
            zeros += next.count
            isFinal = next.isFinal
        }
        try emit(GzipFormat.trailer(crc: crc.value, length: offset + zeros))
        return filler
    }
}

/// The reservation was too small. What was written is a valid gzip member with a cut tar in it, to be superseded by
/// another member of the same name, which is the one that readers take.
package struct ReservationOverrun: Error {
    package let name: String
}
