import Cryptography
import Drive
import DriveSimulator
import TestSupport
import Testing

/// Uploads under faults drawn at random; a failure names the seed that repeats it.
@Suite struct UploadScheduleTests {
    private static let quantum = SimulatedDrive.quantum

    @Test(arguments: 0..<8)
    func `any schedule of transient faults ends in the right file`(group: UInt64) throws {
        let drive = try SimulatedDrive()
        for seed in (group * 40)..<(group * 40 + 40) {
            var random = SeededRandom(seed: seed)
            let bytes = TestData.bytes.prefix(Self.size(&random))
            let chunkSize = Self.quantum * Int.random(in: 1...3, using: &random)
            drive.simulator.clearFaults()
            for _ in 0..<Int.random(in: 0...8, using: &random) { drive.simulator.add(Self.fault(&random)) }
            let made = try drive.upload(
                bytes, chunkSize: chunkSize, blockSize: .random(in: 1000...400_000, using: &random))
            #expect(made.md5Checksum == Digest.hex(.md5, of: bytes), "seed \(seed)")
            #expect(drive.simulator.content(of: made.id) == Array(bytes), "seed \(seed)")
            #expect(drive.simulator.files.count == Int(seed - group * 40) + 1, "seed \(seed)")
        }
    }

    /// Often on or beside a boundary of chunks.
    private static func size(_ random: inout SeededRandom) -> Int {
        switch Int.random(in: 0...2, using: &random) {
        case 0: quantum * Int.random(in: 0...5, using: &random)
        case 1: max(0, quantum * Int.random(in: 0...5, using: &random) + Int.random(in: -1...1, using: &random))
        default: Int.random(in: 0...(5 * quantum), using: &random)
        }
    }

    private static func fault(_ random: inout SeededRandom) -> Fault {
        let bytes = Int64.random(in: 0...Int64(3 * quantum), using: &random)
        let effects: [Fault.Effect] = [
            .status(500), .status(503), .status(429, retryAfter: 1), .status(403, reason: "rateLimitExceeded"),
            .status(408), .dropBefore, .dropAfterBytes(bytes), .dropAfterCommit, .shortAck(keepBytes: bytes),
        ]
        let kinds: [RequestKind] = [.chunk, .chunk, .chunk, .finalChunk, .statusQuery]
        return Fault(
            effects.randomElement(using: &random) ?? .dropBefore, on: kinds.randomElement(using: &random) ?? .chunk,
            from: .random(in: 1...6, using: &random), times: .random(in: 1...2, using: &random))
    }
}
