/// Decides how each block of a member is packed, so that the member has exactly the size that was promised for it.
///
/// Nothing is done here: blocks are asked for in the order of the tar, results are told in the same order, some blocks
/// later. Until a size is promised blocks are packed at the base level. From then on the level follows what is left, and
/// once that pays for storing all the rest, the rest is stored. Sizes and offsets in bytes.
package struct RateController: Sendable {
    /// The most bytes that will be written.
    private let tarSize: Int64
    /// The level that blocks are packed at while nothing speaks for another.
    private let base: Int32
    private var estimate: SizeEstimate?
    package private(set) var reservation: SizeReservation?
    /// What the member is expected to need, its frame included.
    package private(set) var expectedSize: Int64 = 0
    /// Blocks below this offset were asked for.
    private var chosen: Int64 = 0
    /// The packed size of blocks below this offset is known.
    package private(set) var packed: Int64 = 0

    package init(tarSize: Int64, level: Int32) {
        self.tarSize = tarSize
        base = level
    }

    /// How the next block is to be packed.
    package mutating func choose(count: Int) -> Packing {
        defer { chosen += Int64(count) }
        guard let reservation else { return .deflated(level: base) }
        // What is on its way may, at the worst, be stored too.
        if reservation.coversStoring(tarSize - packed) { return .stored }
        return .deflated(level: isTight(reservation) ? Self.strongLevel(base: base) : base)
    }

    /// The oldest block that was asked for takes `size` bytes.
    /// - Returns: false when the reservation has no room for it: it must not be written then, and the member is to be closed.
    package mutating func take(count: Int, size: Int) -> Bool {
        if reservation?.fits(size) == false { return false }
        reservation?.spend(size)
        packed += Int64(count)
        return true
    }

    /// Bytes that only frame the member or fill it were written.
    package mutating func spend(_ count: Int) {
        reservation?.spend(count)
    }

    /// The level that saves where the base level takes too much. Above nine libdeflate looks for the best parse: that saves
    /// two to three bytes in a hundred, for five times the time, where eight and nine take as long for half of it.
    package static func strongLevel(base: Int32) -> Int32 { max(base, 10) }

    /// Whether what is left asks for the strong level: the rest may well need more at the base level, or might at the
    /// strong one, were the estimate as wrong as can be.
    private func isTight(_ reservation: SizeReservation) -> Bool {
        guard let estimate else { return false }
        let room = Double(reservation.left - SizeReservation.closing)
        let error = estimate.standardError(from: packed)
        if estimate.rest(from: packed) + error / 2 > room { return true }
        return room - estimate.strongRest(from: packed) * 1.003 < SizeEstimate.certainty * error
    }
}

// The promise.
extension RateController {
    /// Promises what is there: everything is packed.
    /// - Parameter held: bytes of the member so far.
    /// - Returns: the size.
    package mutating func reserveExactly(held: Int) -> Int64 {
        expectedSize = Int64(held) + SizeReservation.closing
        return promise(expectedSize)
    }

    /// Promises what storing everything takes: cannot be too small.
    package mutating func reserveCeiling() -> Int64 {
        expectedSize = SizeReservation.ceiling(forTar: tarSize)
        return promise(expectedSize)
    }

    /// Promises from an estimate, for what lies behind the blocks whose sizes are known.
    /// - Parameter held: bytes of the member so far.
    package mutating func reserve(_ estimate: SizeEstimate, held: Int) -> Int64 {
        let written = Int64(held)
        // More than storing the rest takes is never needed.
        let most = written + SizeReservation.storedSize(of: tarSize - packed) + SizeReservation.closing
        let wanted =
            written + SizeReservation.closing
            + estimate.reservation(from: packed, undecided: chosen - packed)
        expectedSize = min(most, written + Int64(saturating: estimate.rest(from: packed)) + SizeReservation.closing)
        self.estimate = estimate
        return promise(min(most, wanted))
    }

    private mutating func promise(_ size: Int64) -> Int64 {
        reservation = SizeReservation(size: size)
        return size
    }
}
