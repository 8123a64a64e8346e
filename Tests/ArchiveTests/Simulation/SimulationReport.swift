/// What many simulated backups of one corpus came to.
struct SimulationReport {
    let name: String
    let outcomes: [SimulatedBackup.Outcome]

    var overruns: Int { outcomes.count { $0.isOverrun } }
    /// Of the members that needed a promise.
    private var promised: [SimulatedBackup.Outcome] { outcomes.filter { !$0.isExact && !$0.isOverrun } }
    var penalties: [Double] { promised.map(\.penalty) }
    var zlibPenalties: [Double] { promised.compactMap(\.zlibPenalty) }

    static func quantile(_ share: Double, of sorted: [Double]) -> Double {
        sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
    }

    /// One line: how many, overruns, penalty against the base level and against plain zlib (median, 99 of 100, worst), and
    /// (median, worst) filler, work and what was read to measure; the estimate's miss in standard errors (mean, root mean
    /// square, worst).
    var line: String {
        let misses = outcomes.filter { !$0.isExact }.map(\.miss)
        let count = Double(max(1, misses.count))
        let spread = [
            misses.reduce(0, +) / count, (misses.reduce(0) { $0 + $1 * $1 } / count).squareRoot(),
            misses.map(abs).max() ?? 0,
        ]
        return """
            \(name): \(outcomes.count) (\(promised.count) promised), \(overruns) overruns, penalty \(percent(penalties)), \
            zlib \(percent(zlibPenalties)), \
            filler \(percent(promised.map { Double($0.filler) / Double(max(1, $0.unconstrained)) }, [0.5, 1])), \
            work \(percent(promised.map(\.work), [0.5, 1])), read \(percent(promised.map(\.sampled), [0.5, 1])), \
            miss \(spread.map { "\(rounded($0))" }.joined(separator: " "))
            """
    }

    private func percent(_ values: [Double], _ shares: [Double] = [0.5, 0.99, 1]) -> String {
        let sorted = values.sorted()
        return shares.map { "\(rounded(100 * Self.quantile($0, of: sorted)))" }.joined(separator: " ") + " %"
    }

    private func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }
}
