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
    private let sizing: Sizing
    private let reserved: (Int64) -> Void
    private let packer = BlockPacker()
    private let block = UnsafeMutableRawBufferPointer.allocate(byteCount: BlockPacker.blockSize, alignment: 64)
    private let output = UnsafeMutableRawBufferPointer.allocate(
        byteCount: BlockPacker.bound(of: BlockPacker.blockSize), alignment: 64)
    private var filled = 0
    private var controller: RateController
    private var lookAhead: LookAhead?
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
        self.sizing = sizing
        self.reserved = reserved
        controller = RateController(tarSize: tarSize, level: level)
        if case .measured(let capacity, _) = sizing { lookAhead = LookAhead(capacity: capacity) }
    }

    deinit {
        block.deallocate()
        output.deallocate()
    }

    /// The member's size, as soon as it is known.
    package var reservedBytes: Int64? { controller.reservation?.size }

    package func write(_ bytes: UnsafeRawBufferPointer) throws {
        guard offset + Int64(filled + bytes.count) <= tarSize else { throw TarError.memberTooLong }
        try start()
        var rest = bytes
        while !rest.isEmpty {
            let taken = min(rest.count, block.count - filled)
            UnsafeMutableRawBufferPointer(rebasing: block[filled...])
                .copyMemory(from: UnsafeRawBufferPointer(rebasing: rest[..<taken]))
            filled += taken
            rest = UnsafeRawBufferPointer(rebasing: rest[taken...])
            if filled == block.count { try flushBlock() }
        }
    }

    /// Ends the member.
    package func finish() throws -> MemberStatistics {
        try start()
        if filled > 0 { try flushBlock() }
        if controller.reservation == nil { try begin(size: controller.reserveExactly(held: held)) }
        let filler = try close()
        return MemberStatistics(
            name: String(decoding: entry.path, as: UTF8.self), tarBytes: offset,
            reservedBytes: controller.reservation?.size ?? 0, estimatedBytes: controller.expectedSize,
            fillerBytes: filler)
    }
}

// From the block to the member.
extension GzipMemberWriter where Sink: ~Copyable {
    /// Bytes that are held back.
    private var held: Int { lookAhead?.count ?? 0 }

    private func start() throws {
        guard offset == 0, filled == 0, held == 0, controller.reservation == nil else { return }
        switch sizing {
        case .measured: _ = GzipFormat.header.withUnsafeBytes { lookAhead?.append($0) }
        case .ceiling:
            try begin(size: controller.reserveCeiling())
            try GzipFormat.header.withUnsafeBytes { try emit($0) }
        }
    }

    private func flushBlock() throws {
        let bytes = UnsafeRawBufferPointer(rebasing: block[..<filled])
        let size = packer.pack(bytes, controller.choose(count: filled), into: output)
        try take(UnsafeRawBufferPointer(rebasing: output[..<size]), count: filled)
        crc.update(bytes)
        offset += Int64(filled)
        filled = 0
    }

    /// A block, packed: held back, or written.
    private func take(_ packed: UnsafeRawBufferPointer, count: Int) throws {
        if controller.reservation == nil, lookAhead?.append(packed) == true {
            _ = controller.take(count: count, size: packed.count)
            return
        }
        if controller.reservation == nil { try reserve() }
        guard controller.take(count: count, size: packed.count) else { try overrun() }
        try outer.write(packed)
    }

    private func reserve() throws {
        guard case .measured(_, let estimate) = sizing else { return }
        try begin(size: controller.reserve(try estimate(offset), held: held))
    }

    /// Writes the outer header and what was held back.
    private func begin(size: Int64) throws {
        var entry = entry
        entry.size = size
        try outer.begin(entry)
        reserved(size)
        if let held = lookAhead.take() { try held.drain { try emit($0) } }
    }

    private func emit(_ bytes: UnsafeRawBufferPointer) throws {
        controller.spend(bytes.count)
        try outer.write(bytes)
    }

    private func emit(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { try emit($0) }
    }

    private func overrun() throws -> Never {
        try close()
        throw ReservationOverrun(name: String(decoding: entry.path, as: UTF8.self))
    }

    /// Fills what is left with zeros and ends the stream. Returns the bytes that served only to fill.
    @discardableResult
    private func close() throws -> Int64 {
        guard let filler = controller.reservation.map({ $0.left - SizeReservation.closing }) else { return 0 }
        var zeros: Int64 = 0
        var isFinal = false
        while !isFinal, let next = controller.reservation?.nextFiller() {
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
