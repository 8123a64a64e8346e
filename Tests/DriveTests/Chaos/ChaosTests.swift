import Glibc
import TestSupport
import Testing

/// Everything that can go wrong, at every chunk of an upload of twelve, alone and in pairs. `make chaos` plays all of it
/// and writes the table of docs/UPLOAD.md; the tests play each fault alone, and some of the pairs.
@Suite struct ChaosTests {
    /// Whether all is to be played.
    private static let isFull = getenv("DRIVEPIPE_CHAOS") != nil

    private static let alone = UploadFault.all.flatMap { fault in
        fault.places.map { ChaosCase(faults: [(fault, $0)]) }
    }

    /// Each two faults, one twice as well, at each two of these chunks.
    private static func pairs(at places: [Int]) -> [ChaosCase] {
        let all = UploadFault.all
        return all.indices.flatMap { first in
            all[first...].flatMap { second in
                all[first].places(of: places).flatMap { place in
                    second.places(of: places).map { ChaosCase(faults: [(all[first], place), (second, $0)]) }
                }
            }
        }
    }

    /// Pairs drawn from those at all chunks.
    private static func sample(_ count: Int) -> [ChaosCase] {
        var random = SeededRandom(seed: 12)
        let all = pairs(at: Array(1...12))
        return (0..<count).compactMap { _ in all.randomElement(using: &random) }
    }

    @Test(.enabled(if: !isFull)) func `each fault at each chunk ends as it has to`() async {
        await expectRight(Self.alone)
    }

    @Test(.enabled(if: !isFull)) func `faults in pairs end as they have to`() async {
        let quick = Self.sample(700).filter { pair in
            pair.faults.allSatisfy { !$0.fault.isSilent && !$0.fault.isEndless }
        }
        await expectRight(Array(quick.prefix(150)))
    }

    @Test(.enabled(if: !isFull))
    func `the table in the documentation is of these faults, and every count in it is full`() throws {
        let rows = try ChaosDocument().rows
        #expect(rows.map(\.name) == UploadFault.all.map(\.name))
        #expect(rows.map(\.ending) == UploadFault.all.map(\.endings))
        #expect(rows.map(\.alone) == UploadFault.all.map { "\($0.places.count)/\($0.places.count)" })
        #expect(rows.allSatisfy { $0.pairsAreFull })
    }

    @Test(.enabled(if: isFull)) func `all of it`() async throws {
        var table = ChaosTable()
        let cases = Self.alone + Self.pairs(at: [1, 7, 12]) + Self.sample(500)
        for (done, problem) in zip(cases, await expectRight(cases)) { table.add(done, problem) }
        for line in table.lines { print(line) }
        print("\(Self.alone.count) uploads with one fault, \(cases.count - Self.alone.count) with two.")
        try ChaosDocument().write(table, alone: Self.alone.count, pairs: cases.count - Self.alone.count)
    }

    @discardableResult private func expectRight(_ cases: [ChaosCase]) async -> [String?] {
        let problems = await ChaosRun(cases).problems()
        for (done, problem) in zip(cases, problems) where problem != nil {
            Issue.record("\(done): \(problem ?? "")")
        }
        return problems
    }
}

extension UploadFault {
    /// Of these chunks those at which it is played; all of its own if there is none among them.
    fileprivate func places(of wanted: [Int]) -> [Int] {
        let own = places.filter(wanted.contains)
        return own.isEmpty ? places : own
    }
}
