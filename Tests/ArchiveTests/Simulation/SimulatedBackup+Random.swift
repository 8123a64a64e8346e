import TestSupport

extension SimulatedBackup {
    /// A backup of a part of a corpus, in some order, under some conditions, whose source changes a little after it was
    /// sampled.
    /// - Parameters:
    ///   - levels: those to choose from.
    ///   - isHarsh: the source changes more than usual.
    init(of table: BlockTable, levels: [Int32], isHarsh: Bool = false, using random: inout SeededRandom) {
        conditions = Conditions(
            level: levels.randomElement(using: &random) ?? 6,
            lookAhead: [2 << 20, 8 << 20, 32 << 20].randomElement(using: &random) ?? 0,
            inFlight: Int.random(in: 1...16, using: &random), seed: random.next(),
            isOneStratum: Int.random(in: 0..<4, using: &random) == 0)
        blockSize = table.blockSize
        planned = Self.ordered(Self.parts(of: table, using: &random), using: &random)
        written = Self.changed(planned, isHarsh: isHarsh, using: &random)
    }

    /// Of each stratum a stretch: half of it at least, all of it often.
    private static func parts(of table: BlockTable, using random: inout SeededRandom) -> [[BlockTable.Block]] {
        let strata = Dictionary(grouping: table.blocks, by: \.stratum).sorted { $0.key < $1.key }.map(\.value)
        return strata.map { blocks in
            if Bool.random(using: &random) { return blocks }
            let count = Int.random(in: blocks.count / 2...blocks.count, using: &random)
            let start = Int.random(in: 0...blocks.count - count, using: &random)
            return Array(blocks[start..<start + count])
        }
    }

    /// As they come, backwards, strata in any order, or files of some blocks in any order within each.
    private static func ordered(
        _ strata: [[BlockTable.Block]], using random: inout SeededRandom
    ) -> [BlockTable.Block] {
        switch Int.random(in: 0..<4, using: &random) {
        case 0: return Array(strata.joined())
        case 1: return strata.joined().reversed()
        case 2: return Array(strata.shuffled(using: &random).joined())
        default:
            return strata.flatMap { blocks in
                let files = stride(from: 0, to: blocks.count, by: 7).map { blocks[$0..<min($0 + 7, blocks.count)] }
                return Array(files.shuffled(using: &random).joined())
            }
        }
    }

    /// None, one in a thousand, or one in four hundred holds something else of its kind by now; where it is harsh one in a
    /// hundred, from farther away.
    private static func changed(
        _ blocks: [BlockTable.Block], isHarsh: Bool, using random: inout SeededRandom
    ) -> [BlockTable.Block] {
        let (shares, distance) = isHarsh ? ([100], 50) : ([0, 0, 1000, 400], 10)
        guard let share = shares.randomElement(using: &random), share > 0 else { return blocks }
        var changed = blocks
        for _ in 0..<blocks.count / share {
            let index = Int.random(in: blocks.indices, using: &random)
            let others = blocks.indices.clamped(to: max(0, index - distance)..<index + distance + 1)
            guard let other = others.randomElement(using: &random) else { continue }
            if blocks[other].stratum == blocks[index].stratum { changed[index] = blocks[other] }
        }
        return changed
    }
}
