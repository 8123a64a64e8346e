/// What many simulated backups of one corpus came to.
struct SimulationReport {
    let name: String
    let outcomes: [SimulatedBackup.Outcome]

    var overruns: Int { outcomes.count { $0.isOverrun } }
    /// Of the members that needed a promise.
    private var promised: [SimulatedBackup.Outcome] { outcomes.filter { !$0.isExact && !$0.isOverrun } }
    var penalties: [Double] { promised.map(\.penalty).sorted() }

    static func quantile(_ share: Double, of sorted: [Double]) -> Double {
        sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
    }

    /// One line: how many, overruns, penalty (median, 99 of 100, worst), filler (median), work (median, worst), read to
    /// measure (median, worst), the estimate's miss in standard errors (root mean square, worst).
    var line: String {
        let percent = { (value: Double) in "\(Double(Int((value * 100_000).rounded())) / 1000) %" }
        let penalty = [0.5, 0.99, 1].map { percent(Self.quantile($0, of: penalties)) }
        let filler = promised.map { Double($0.filler) / Double(max(1, $0.unconstrained)) }.sorted()
        let work = promised.map(\.work).sorted()
        let sampled = promised.map(\.sampled).sorted()
        let misses = outcomes.filter { !$0.isExact }.map(\.miss)
        let spread = (misses.reduce(0) { $0 + $1 * $1 } / Double(max(1, misses.count))).squareRoot()
        return """
            \(name): \(outcomes.count) (\(promised.count) promised), \(overruns) overruns, penalty \
            \(penalty.joined(separator: " ")), filler \(percent(Self.quantile(0.5, of: filler))), work \
            \([0.5, 1].map { percent(Self.quantile($0, of: work)) }.joined(separator: " ")), read \
            \([0.5, 1].map { percent(Self.quantile($0, of: sampled)) }.joined(separator: " ")), miss \
            \(percent(spread / 100)) \(percent((misses.map(abs).max() ?? 0) / 100))
            """
    }
}
