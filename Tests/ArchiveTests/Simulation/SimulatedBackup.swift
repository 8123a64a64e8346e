import Archive

/// One member written without a byte of content: the sampler, the estimate and the controller of the program, fed from a table.
struct SimulatedBackup {
    /// What it is like.
    struct Conditions {
        var level: Int32
        /// Bytes.
        var lookAhead: Int
        /// Blocks that are being packed while the next is asked for.
        var inFlight: Int
        var seed: UInt64
        /// Nothing tells the sampler what is of one kind.
        var isOneStratum: Bool
        var strongest = PackingLevels.strongest

        var levels: PackingLevels { PackingLevels(base: level, strongest: strongest) }
    }

    struct Outcome {
        var isOverrun = false
        /// Bytes.
        var reserved: Int64 = 0
        var filler: Int64 = 0
        /// What the member would have had without any promise, at the base level.
        var unconstrained: Int64 = 0
        /// The same of plain zlib at level six.
        var zlib: Int64 = 0
        /// Whether the member ended within the look-ahead.
        var isExact = true
        /// Bytes of tar read to measure, in shares of the tar.
        var sampled = 0.0
        /// Seconds that packing and measuring take, in shares of what packing alone takes at the base level.
        var work = 0.0
        /// Standard errors that the estimate was off.
        var miss = 0.0

        /// What the promise cost: in shares of the member without it.
        var penalty: Double { unconstrained > 0 ? Double(reserved) / Double(unconstrained) - 1 : 0 }
        /// The same against plain zlib; nil where that was not measured.
        var zlibPenalty: Double? { zlib > 0 ? Double(reserved) / Double(zlib) - 1 : nil }
    }

    let conditions: Conditions
    let blockSize: Int
    /// As they are sampled.
    let planned: [BlockTable.Block]
    /// As they are read later.
    let written: [BlockTable.Block]

    /// Bytes a second on one core, measured on a corpus of all kinds.
    private static let speeds: [Int32: Double] = [1: 170e6, 5: 112e6, 6: 91e6, 7: 62e6, 8: 17e6, 9: 9e6, 10: 19e6]

    func run() throws -> Outcome {
        var outcome = Outcome()
        let estimate = try estimate(&outcome)
        var controller = RateController(tarSize: Int64(written.count * blockSize), levels: conditions.levels)
        try write(&controller, estimate, &outcome)
        let alone = Double(written.count * blockSize) / (Self.speeds[conditions.level] ?? 50e6)
        outcome.work /= alone
        outcome.unconstrained = written.reduce(10 + 13) { $0 + Int64(BlockTable.size(of: $1, level: conditions.level)) }
        outcome.zlib = written.reduce(0) { $0 + Int64($1.zlib ?? 0) }
        return outcome
    }
}

// Measuring.
extension SimulatedBackup {
    private func estimate(_ outcome: inout Outcome) throws -> SizeEstimate {
        var (read, seconds) = (Set<Int64>(), 0.0)
        let step = (blockSize + 7) / 8
        let sampler = SizeSampler(
            levels: conditions.levels, blockSize: blockSize, lookAhead: conditions.lookAhead, seed: conditions.seed
        ) { range, level in
            let (block, offset) = Int(range.lowerBound).quotientAndRemainder(dividingBy: blockSize)
            seconds += Double(range.count) / (Self.speeds[level] ?? 50e6)
            if range.count == blockSize {
                read.formUnion(stride(from: range.lowerBound, to: range.upperBound, by: step))
                return BlockTable.size(of: planned[block], level: level)
            }
            read.insert(range.lowerBound)
            return piece(of: planned[block], at: offset, level: level)
        }
        let estimate = try sampler.estimate(strata)
        outcome.sampled = Double(read.count * step) / Double(max(1, planned.count * blockSize))
        outcome.work = seconds
        return estimate
    }

    /// Where only two levels of the pieces were measured, the others behave as those of the block do.
    private func piece(of block: BlockTable.Block, at offset: Int, level: Int32) -> Int {
        let size = (blockSize + block.pieces.count - 1) / block.pieces.count
        let piece = block.pieces[min(offset / size, block.pieces.count - 1)]
        if level <= 1 { return piece.fast }
        let usual = max(1, BlockTable.size(of: block, level: 6))
        return piece.usual * BlockTable.size(of: block, level: level) / usual
    }

    private var strata: [Range<Int64>] {
        var strata: [Range<Int64>] = []
        for (index, block) in planned.enumerated() {
            let range = Int64(index * blockSize)..<Int64((index + 1) * blockSize)
            if index > 0, conditions.isOneStratum || planned[index - 1].stratum == block.stratum {
                strata[strata.count - 1] = strata[strata.count - 1].lowerBound..<range.upperBound
            } else {
                strata.append(range)
            }
        }
        return strata
    }
}

// Writing: what the writer of a member does, with sizes in place of bytes.
extension SimulatedBackup {
    private func write(
        _ controller: inout RateController, _ estimate: SizeEstimate, _ outcome: inout Outcome
    ) throws {
        var held = 10
        var pending: [(index: Int, size: Int)] = []
        for index in written.indices {
            pending.append((index, packed(written[index], controller.choose(count: blockSize), &outcome)))
            guard pending.count > conditions.inFlight else { continue }
            if !take(pending.removeFirst(), &controller, &held, estimate, &outcome) { return }
        }
        for block in pending where !take(block, &controller, &held, estimate, &outcome) { return }
        if controller.reservation == nil {
            outcome.reserved = controller.reserveExactly(held: held)
            controller.spend(held)
        }
        outcome.filler = (controller.reservation?.left ?? 0) - 13
    }

    private func take(
        _ block: (index: Int, size: Int), _ controller: inout RateController, _ held: inout Int,
        _ estimate: SizeEstimate, _ outcome: inout Outcome
    ) -> Bool {
        if controller.reservation == nil, held + block.size <= conditions.lookAhead {
            held += block.size
            return controller.take(count: blockSize, size: block.size)
        }
        if controller.reservation == nil {
            let rest = written[block.index...].reduce(0) { $0 + BlockTable.size(of: $1, level: conditions.level) }
            outcome.miss =
                (Double(rest) - estimate.rest(from: controller.packed))
                / max(1, estimate.standardError(from: controller.packed))
            outcome.reserved = controller.reserve(estimate, held: held)
            outcome.isExact = false
            controller.spend(held)
        }
        let isTaken = controller.take(count: blockSize, size: block.size)
        outcome.isOverrun = !isTaken
        return isTaken
    }

    private func packed(_ block: BlockTable.Block, _ packing: Packing, _ outcome: inout Outcome) -> Int {
        guard case .deflated(let level) = packing else { return BlockPacker.bound(of: blockSize) }
        outcome.work += Double(blockSize) / (Self.speeds[level] ?? 50e6)
        return BlockTable.size(of: block, level: level)
    }
}
