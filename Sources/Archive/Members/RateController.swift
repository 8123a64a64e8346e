/// Decides how each block of a member is packed, so that the member has exactly the size that was promised for it.
///
/// Nothing is done here: blocks are asked for in the order of the tar, results are told in the same order, some blocks
/// later. Until a size is promised blocks are packed at the base level. From then on the level follows what is left, and
/// once that pays for storing all the rest, the rest is stored. Sizes and offsets in bytes.
package struct RateController: Sendable {
    /// The most bytes that will be written.
    private let tarSize: Int64
    private let levels: PackingLevels
    private var estimate: SizeEstimate?
    package private(set) var reservation: SizeReservation?
    /// What the member is expected to need, its frame included.
    package private(set) var expectedSize: Int64 = 0
    /// Blocks below this offset were asked for.
    private var chosen: Int64 = 0
    /// All between here and there are stored.
    private var storedFrom: Int64 = 0
    /// The packed size of blocks below this offset is known.
    package private(set) var packed: Int64 = 0

    package init(tarSize: Int64, levels: PackingLevels) {
        self.tarSize = tarSize
        self.levels = levels
    }

    /// How the next block is to be packed.
    package mutating func choose(count: Int) -> Packing {
        defer { chosen += Int64(count) }
        if let reservation, paysForStoring(reservation, count: Int64(count)) { return .stored }
        storedFrom = chosen + Int64(count)
        return .deflated(level: reservation.map(isTight) == true ? levels.strong : levels.base)
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

    /// Standard errors that are kept for what is still to come: fewer than were promised, since some is there to be used.
    private static let spare = 4.5

    /// Whether the next block and all behind it may be stored, if what is on its way takes what is expected. Should that,
    /// at the worst, be stored too, deflating the others has to make up for it.
    private func paysForStoring(_ reservation: SizeReservation, count: Int64) -> Bool {
        if reservation.coversStoring(tarSize - packed) { return true }
        guard let estimate else { return false }
        let deflated = max(packed, storedFrom)
        let onTheWay = Int64(saturating: estimate.rest(from: packed) - estimate.rest(from: deflated))
        let behind = chosen + count
        let others = estimate.rest(from: behind) + SizeEstimate.certainty * estimate.standardError(from: behind)
        let worst = SizeReservation.storedSize(of: behind - packed)
        return reservation.coversStoring(tarSize - deflated, besides: onTheWay)
            && Double(reservation.left - SizeReservation.closing - worst) >= others
    }

    /// Whether what is left asks for the strong level: the rest may well need more at the base level, or might at the
    /// strong one, were the estimate as wrong as can be.
    private func isTight(_ reservation: SizeReservation) -> Bool {
        guard let estimate else { return false }
        let room = Double(reservation.left - SizeReservation.closing)
        let error = estimate.standardError(from: packed)
        if estimate.rest(from: packed) > room { return true }
        return room - estimate.strongRest(from: packed) * 1.003 < Self.spare * error
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
