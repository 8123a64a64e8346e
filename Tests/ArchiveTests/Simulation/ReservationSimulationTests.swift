import Archive
import FoundationEssentials
import TestSupport
import Testing

/// Thousands of reservations over many kinds of content, by the program's own sampler, estimate and controller.
///
/// `DRIVEPIPE_SIMULATE` tells how many; `DRIVEPIPE_SIMULATE_TABLES` names files of measured blocks, with commas between
/// them, to take in place of those that are made here; `DRIVEPIPE_SIMULATE_LEVELS` the levels.
@Suite struct ReservationSimulationTests {
    private static let environment = ProcessInfo.processInfo.environment

    @Test func `whatever the content, the order and the conditions, no promise is broken and little is wasted`() throws
    {
        let rounds = Self.environment["DRIVEPIPE_SIMULATE"].flatMap { Int($0) } ?? 36
        let levels = Self.environment["DRIVEPIPE_SIMULATE_LEVELS"]?.split(separator: ",").compactMap { Int32($0) }
        let tables = try Self.tables()
        var random = SeededRandom(seed: 2026)
        var penalties: [Double] = []
        for table in tables {
            var outcomes: [SimulatedBackup.Outcome] = []
            for _ in 0..<rounds / tables.count {
                let backup = SimulatedBackup(of: table, levels: levels ?? [1, 5, 6, 6, 6, 7, 9], using: &random)
                outcomes.append(try backup.run())
            }
            let report = SimulationReport(name: table.name, outcomes: outcomes)
            print(report.line)
            #expect(report.overruns == 0, "\(report.line)")
            penalties += report.penalties
        }
        penalties.sort()
        print("all: median \(SimulationReport.quantile(0.5, of: penalties)), worst \(penalties.last ?? 0)")
        // What is made up here is harder than what people keep, and small: a few blocks of each kind are read.
        #expect(SimulationReport.quantile(0.5, of: penalties) < 0.05)
        #expect(penalties.last ?? 0 < 0.2)
    }

    private static func tables() throws -> [BlockTable] {
        guard let paths = environment["DRIVEPIPE_SIMULATE_TABLES"] else { return SyntheticBlocks().tables }
        return try paths.split(separator: ",").map { path in
            let text = String(decoding: try Data(contentsOf: URL(filePath: String(path))), as: UTF8.self)
            return try #require(BlockTable(name: String(path), text: text))
        }
    }
}
