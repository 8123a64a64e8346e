/// What the whole archive will have, from what is known of its members so far.
///
/// Members that are done or reserved count as they are. Those still to come are expected to shrink like those before;
/// as long as nothing is known there is no forecast.
struct ArchiveForecast {
    private let tarSizes: [Int64]
    private var known: [Int64] = []
    private var current: Int64?
    /// Bytes of members that overran their reservation.
    private var superseded: Int64 = 0

    init(tarSizes: [Int64] = []) {
        self.tarSizes = tarSizes
    }

    /// Bytes of all inner tars.
    var tarBytes: Int64 { tarSizes.reduce(0, +) }

    /// The size of the member being written is promised now.
    mutating func reserve(size: Int64) {
        current = size
    }

    /// The member being written is done.
    mutating func finish(size: Int64) {
        known.append(size)
        current = nil
    }

    /// The member being written overran and starts again.
    mutating func supersede() {
        superseded += current ?? 0
        current = nil
    }

    var archiveBytes: Int64? {
        let sizes = known + (current.map { [$0] } ?? [])
        let tarsSeen = tarSizes.prefix(sizes.count).reduce(0, +)
        let tarsToCome = tarSizes.dropFirst(sizes.count).reduce(0, +)
        guard !sizes.isEmpty, tarsSeen > 0 else { return nil }
        let seen = sizes.reduce(0, +)
        return superseded + seen + Int64(Double(seen) / Double(tarsSeen) * Double(tarsToCome))
    }
}
