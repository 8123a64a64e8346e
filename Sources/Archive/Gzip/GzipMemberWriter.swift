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
    private let pool: PackingPool
    private var controller: RateController
    private var lookAhead: LookAhead?
    private var stage = Stage.new
    /// Bytes in the pool's free block.
    private var filled = 0
    /// Bytes of the tar that were handed to the pool.
    private var submitted: Int64 = 0
    /// Bytes of the tar that have come back from it, packed, and their checksum.
    private var offset: Int64 = 0
    private var crc = CRC32()

    private enum Stage {
        case new, open, ended
    }

    /// - Parameters:
    ///   - entry: the member's name and attributes; its size is set here.
    ///   - tarSize: the most bytes that will be written.
    ///   - outer: the member, not yet begun; the caller ends it, also after an overrun.
    ///   - pool: packs the blocks, of one member at a time.
    ///   - reserved: called once, when the member's size in bytes is known.
    package init(
        _ entry: TarEntry, into outer: MemberWriter<Sink>, tarSize: Int64, levels: PackingLevels, sizing: Sizing,
        pool: PackingPool, reserved: @escaping (Int64) -> Void = { _ in }
    ) {
        self.entry = entry
        self.outer = outer
        self.tarSize = tarSize
        self.sizing = sizing
        self.pool = pool
        self.reserved = reserved
        controller = RateController(tarSize: tarSize, levels: levels)
        if case .measured(let capacity, _) = sizing { lookAhead = LookAhead(capacity: capacity) }
    }

    deinit {
        // Given up in the middle: the next member gets an empty pool.
        if stage == .open { pool.discard() }
    }

    /// The member's size, as soon as it is known.
    package var reservedBytes: Int64? { controller.reservation?.size }

    package func write(_ bytes: UnsafeRawBufferPointer) throws {
        guard submitted + Int64(filled + bytes.count) <= tarSize else { throw TarError.memberTooLong }
        try start()
        var rest = bytes
        while !rest.isEmpty {
            let room = try freeRoom()
            let taken = min(rest.count, room.count)
            room.copyMemory(from: UnsafeRawBufferPointer(rebasing: rest[..<taken]))
            rest = UnsafeRawBufferPointer(rebasing: rest[taken...])
            filled += taken
            if taken == room.count { submit() }
        }
    }

    /// Ends the member.
    package func finish() throws -> MemberStatistics {
        try start()
        if filled > 0 { submit() }
        while try takeOldest() {}
        if controller.reservation == nil { try begin(size: controller.reserveExactly(held: held)) }
        let filler = try close()
        return MemberStatistics(
            name: String(decoding: entry.path, as: UTF8.self), tarBytes: offset,
            reservedBytes: controller.reservation?.size ?? 0, estimatedBytes: controller.expectedSize,
            fillerBytes: filler)
    }
}

// From the tar to the pool and back.
extension GzipMemberWriter where Sink: ~Copyable {
    private func start() throws {
        guard stage == .new else { return }
        stage = .open
        switch sizing {
        case .measured: _ = GzipFormat.header.withUnsafeBytes { lookAhead?.append($0) }
        case .ceiling:
            try begin(size: controller.reserveCeiling())
            try GzipFormat.header.withUnsafeBytes { try emit($0) }
        }
    }

    /// Where the next bytes go: what is left of the pool's free block.
    private func freeRoom() throws -> UnsafeMutableRawBufferPointer {
        while true {
            if let block = pool.free { return UnsafeMutableRawBufferPointer(rebasing: block[filled...]) }
            _ = try takeOldest()
        }
    }

    private func submit() {
        pool.submit(count: filled, as: controller.choose(count: filled))
        submitted += Int64(filled)
        filled = 0
    }

    /// - Returns: false when no block is on its way.
    private func takeOldest() throws -> Bool {
        try pool.takeOldest { block in
            try take(block)
            crc.append(block.crc, count: block.count)
            offset += Int64(block.count)
        }
    }

    /// A block, packed: held back, or written.
    private func take(_ block: PackedBlock) throws {
        if controller.reservation == nil, lookAhead?.append(block.bytes) == true {
            _ = controller.take(count: block.count, size: block.bytes.count)
            return
        }
        if controller.reservation == nil { try reserve() }
        guard controller.take(count: block.count, size: block.bytes.count) else { throw try overrun() }
        try outer.write(block.bytes)
    }

    private func reserve() throws {
        guard case .measured(_, let estimate) = sizing else { return }
        try begin(size: controller.reserve(try estimate(offset), held: held))
    }
}

// From there to the member.
extension GzipMemberWriter where Sink: ~Copyable {
    /// Bytes that are held back.
    private var held: Int { lookAhead?.count ?? 0 }

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

    /// Ends the stream without the blocks that have no room in it.
    private func overrun() throws -> ReservationOverrun {
        try close()
        return ReservationOverrun(name: String(decoding: entry.path, as: UTF8.self))
    }

    /// Fills what is left with zeros and ends the stream. Returns the bytes that served only to fill.
    @discardableResult
    private func close() throws -> Int64 {
        stage = .ended
        pool.discard()
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
