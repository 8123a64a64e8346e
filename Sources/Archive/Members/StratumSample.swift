/// What was measured so far of one stratum: some whole blocks, and pieces at more places.
///
/// Blocks are those of the writer, counted from the start of the tar; one belongs to the stratum that it begins in.
struct StratumSample {
    /// Pieces that a block is cut into.
    static let piecesPerBlock = 8
    /// Pieces measured for each block measured, elsewhere.
    private static let piecesForBlock = 24
    private static let fewestPieces = 4
    /// Of the pieces, at most: what a level beyond gains is the same everywhere, and dear.
    private static let piecesLevel: Int32 = 6
    /// Weight of what is believed beforehand, in samples.
    private static let priorWeight = 3.0

    let blocks: Range<Int64>
    private let blockSize: Int64
    /// Where the tar ends.
    private let end: Int64
    private var blockPlaces: EvenPlaces
    private var piecePlaces: EvenPlaces
    private var measured: [Int64: MeasuredBlock] = [:]
    /// Packed bytes for one byte.
    private var pieces: [Int64: Double] = [:]
    private(set) var bytesMeasured = 0.0

    init(range: Range<Int64>, end: Int64, blockSize: Int, seed: UInt64) {
        let size = Int64(blockSize)
        let first = Self.blockIndex(range.lowerBound, size)
        blocks = first..<max(first, Self.blockIndex(range.upperBound, size))
        self.blockSize = size
        self.end = end
        blockPlaces = EvenPlaces(count: blocks.count, seed: seed)
        piecePlaces = EvenPlaces(
            count: blocks.count.multipliedReportingOverflow(by: Self.piecesPerBlock).partialValue, seed: ~seed)
    }

    /// The first block that begins at `offset` or behind it.
    private static func blockIndex(_ offset: Int64, _ size: Int64) -> Int64 {
        offset / size + (offset % size > 0 ? 1 : 0)
    }

    var blockCount: Int { blocks.count }
    var blocksMeasured: Int { measured.count }
    var isExhausted: Bool { measured.count >= blocks.count }
}

// Measuring.
extension StratumSample {
    /// Measures until so many blocks are known, and pieces to match; all of them when that is hardly more.
    mutating func grow(
        to wanted: Int, _ levels: PackingLevels, _ measure: SizeSampler.Measurement
    ) throws {
        let isAlmostAll = wanted * 4 >= blockCount * 3
        let goal = isAlmostAll && wanted > 1 ? blockCount : min(wanted, blockCount)
        while measured.count < goal {
            let place = blockPlaces.next(isExhaustive: goal == blockCount)
            try add(block: blocks.lowerBound + Int64(place), inPieces: goal < blockCount, levels, measure)
        }
        guard !isExhausted else { return }
        let wantedPieces = (goal - 1) * Self.piecesForBlock + Self.fewestPieces
        while pieces.count < min(wantedPieces, blockCount * Self.piecesPerBlock / 2) {
            try add(piece: Int64(piecePlaces.next()), levels, measure)
        }
    }

    private mutating func add(
        block: Int64, inPieces isCut: Bool, _ levels: PackingLevels, _ measure: SizeSampler.Measurement
    ) throws {
        guard measured[block] == nil else { return }
        let range = range(of: block)
        let base = Double(try measure(range, levels.base))
        // It takes five times as long, and hardly differs from block to block.
        let isStrong = levels.strong != levels.base && measured.count % 4 == 0
        let strong = isStrong ? Double(try measure(range, levels.strong)) : nil
        // Who measures all the blocks learns nothing from their pieces.
        let cuts = isCut ? pieceRanges(of: block) : []
        let parts = try cuts.reduce(0.0) { $0 + Double(try measure($1, min(levels.base, Self.piecesLevel))) }
        let count = Double(range.count)
        measured[block] = MeasuredBlock(
            pieces: parts / count, base: base / count, strength: strong.map { base > 0 ? $0 / base : 1 })
        bytesMeasured += count
    }

    private mutating func add(
        piece: Int64, _ levels: PackingLevels, _ measure: SizeSampler.Measurement
    ) throws {
        guard pieces[piece] == nil else { return }
        let (block, part) = piece.quotientAndRemainder(dividingBy: Int64(Self.piecesPerBlock))
        let ranges = pieceRanges(of: blocks.lowerBound + block)
        let range = ranges[min(Int(part), ranges.count - 1)]
        pieces[piece] = Double(try measure(range, min(levels.base, Self.piecesLevel))) / Double(range.count)
        bytesMeasured += Double(range.count)
    }

    private func range(of block: Int64) -> Range<Int64> {
        block * blockSize..<min((block + 1) * blockSize, end)
    }

    /// The last piece of the tar may be a short one; none is empty.
    private func pieceRanges(of block: Int64) -> [Range<Int64>] {
        let range = range(of: block)
        let size = max(1, (blockSize + Int64(Self.piecesPerBlock) - 1) / Int64(Self.piecesPerBlock))
        return stride(from: range.lowerBound, to: range.upperBound, by: Int(size)).map {
            $0..<min($0 + size, range.upperBound)
        }
    }
}

// What it tells.
extension StratumSample {
    /// What reading more of it takes from the variance, in bytes squared for a byte, as it compares with other strata.
    var worth: Double { strata.reduce(0) { $0 + $1.variance } / max(1, bytesMeasured) }

    /// The stratum as an estimate sees it: cut where samples lie, so that a trend in it is followed.
    var strata: [SizeEstimate.Stratum] {
        guard isExhausted else { return estimated }
        let strength = PieceModel.strength(of: Array(measured.values))
        return blocks.map { exactly($0, strength) }
    }

    private func exactly(_ block: Int64, _ strength: Double) -> SizeEstimate.Stratum {
        let measured = measured[block]
        return SizeEstimate.Stratum(
            range: range(of: block), ratio: measured?.base ?? 0, variance: varianceOfChange,
            strength: measured?.strength ?? strength)
    }

    private var estimated: [SizeEstimate.Stratum] {
        let model = PieceModel(blocks: measured.sorted { $0.key < $1.key }.map(\.value))
        let samples = pieces.sorted { $0.key < $1.key }
        let bounds = bounds(between: samples.map(\.key))
        let misses = nearestMisses(to: samples.map(\.key), model)
        let ratios = zip(samples, misses).map { max(0, $0.value * model.slope + $1) }
        let variance =
            variance(of: samples.map(\.value), model) * Double(bytes) * Double(bytes)
            + varianceOfChange * Double(blockCount)
        return zip(ratios, bounds).map { ratio, range in
            let share = Double(range.count) / Double(bytes)
            return SizeEstimate.Stratum(
                range: range, ratio: ratio, variance: variance * share,
                strength: model.strength)
        }
    }

    /// What the model misses at the measured block that is nearest to each place.
    private func nearestMisses(to places: [Int64], _ model: PieceModel) -> [Double] {
        let blocks = measured.keys.sorted().map { $0 - self.blocks.lowerBound }
        var nearest = 0
        return places.map { place in
            let block = place / Int64(Self.piecesPerBlock)
            while nearest + 1 < blocks.count, abs(blocks[nearest + 1] - block) <= abs(blocks[nearest] - block) {
                nearest += 1
            }
            return model.misses.isEmpty ? 0 : model.misses[nearest]
        }
    }

    private var bytes: Int64 { min(blocks.upperBound * blockSize, end) - blocks.lowerBound * blockSize }

    /// Of one block, in bytes squared: two in a thousand may hold something else when it is read again.
    private var varianceOfChange: Double { 0.002 * Double(blockSize / 2) * Double(blockSize / 2) }

    /// Each sample stands for what is nearer to it than to any other.
    private func bounds(between places: [Int64]) -> [Range<Int64>] {
        let start = blocks.lowerBound * blockSize
        let step = Double(blockSize) / Double(Self.piecesPerBlock)
        let cuts = zip(places, places.dropFirst()).map { left, right in
            min(start + bytes, start + Int64((Double(left + right + 1) / 2 * step).rounded()))
        }
        return zip([start] + cuts, cuts + [start + bytes]).map { $0..<max($0, $1) }
    }

    /// Of the stratum's ratio: of the pieces' mean, and of what the model misses.
    private func variance(of pieces: [Double], _ model: PieceModel) -> Double {
        // What is all but incompressible, or compresses to nothing, varies little.
        let doubt = model.mean * max(0.005, min(1, 1 - model.mean))
        let places = blockCount.multipliedReportingOverflow(by: Self.piecesPerBlock).partialValue
        return varianceOfMean(pieces.map { $0 * model.slope }, of: places, prior: 0.2 * doubt)
            + varianceOfMean(model.misses, of: blockCount, prior: 0.05 * doubt)
    }

    /// From the differences of neighbours: a trend along the stratum is no uncertainty when the sample is even. Few samples
    /// may be alike by chance, so that a standard deviation believed beforehand has a say.
    private func varianceOfMean(_ values: [Double], of population: Int, prior: Double) -> Double {
        let squares = zip(values, values.dropFirst()).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / 2
        let count = Double(values.count)
        let spread = (squares + Self.priorWeight * prior * prior) / (max(0, count - 1) + Self.priorWeight)
        let unseen = max(0, 1 - count / Double(max(1, population)))
        return spread / max(1, count) * unseen
    }
}
