import Archive
import Backup
import FoundationEssentials
import Pipe
import TestSupport
import Testing

/// What is said of the archive's size before there is an archive.
@Suite struct BackupForecastTests {
    @Test(arguments: [nil, "key"])
    func `an archive that is not compressed is forecast to the byte`(password: String?) throws {
        let (config, share) = try sources()
        let backup = try Written(config, folders: [.share: share.path], isCompressed: false, password: password)
        #expect(backup.forecasts.first == SizeForecast(exactly: Int64(backup.archive.count)))
        #expect(Set(backup.forecasts.map(\.expected)).count == 1)
    }

    @Test(arguments: [nil, "key"])
    func `a compressed archive is forecast closely, and ever better`(password: String?) throws {
        let (config, share) = try sources()
        let backup = try Written(config, folders: [.share: share.path], password: password, lookAhead: 20_000)
        let size = Int64(backup.archive.count)
        let first = try #require(backup.forecasts.first)
        #expect(first.least <= size && size <= first.most)
        #expect(abs(first.expected - size) < size / 10)
        #expect(backup.forecasts.last == SizeForecast(exactly: size))
        #expect(backup.forecasts.map(\.most) == backup.forecasts.map(\.most).sorted(by: >))
    }

    @Test func `the forecast comes before the first byte, and each tree is sampled once`() throws {
        let (config, share) = try sources()
        let log = Log()
        let writer = BackupWriter(
            request(config, [.share: share.path]), cancellation: Cancellation(),
            estimator: { tree, request, cancellation in
                log.add("sample")
                return try BackupWriter.sample(tree, request, cancellation: cancellation)
            },
            admit: { _ in log.add("admit") },
            report: {
                if case .item = $0 { log.add("item") }
            })
        _ = try writer.write(into: TarWriter(LoggingSink(log: log), dialect: .ustar))
        #expect(log.entries.prefix(3) == ["sample", "sample", "admit"])
        #expect(log.entries.dropFirst(3).contains("bytes"))
        #expect(!log.entries.dropFirst(3).contains { $0 == "sample" || $0 == "admit" })
    }

    @Test func `a backup that is not admitted writes nothing`() throws {
        struct Refused: Error {}
        let (config, _) = try sources()
        let log = Log()
        let writer = BackupWriter(request(config, [:]), cancellation: Cancellation(), admit: { _ in throw Refused() })
        #expect(throws: Refused.self) {
            try writer.write(into: TarWriter(LoggingSink(log: log), dialect: .ustar))
        }
        #expect(log.entries == [])
    }

    @Test func `a member that overran counts as well`() throws {
        let (config, _) = try sources()
        let backup = try Written(
            config, lookAhead: 10_000,
            estimator: { tree, _, _ in
                SizeEstimate(strata: [.init(range: 0..<tree.tarSize, ratio: 0.001, variance: 0)])
            })
        #expect(backup.summary.members.first?.supersedes == true)
        let last = try #require(backup.forecasts.last)
        // The manifest lists one member more than was foreseen.
        #expect(abs(last.expected - Int64(backup.archive.count)) <= tarRecordSize)
    }

    /// Text that deflates well beside content that does not, and a small folder.
    private func sources() throws -> (config: SourceFolder, share: SourceFolder) {
        let (config, share) = try (SourceFolder(), SourceFolder())
        try config.file(".HA_VERSION", Array("2026.11.0".utf8))
        try config.file("text.yaml", (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 9) })
        try config.file("noise.bin", (0..<40_000).flatMap { _ in Self.bytes(of: UInt64.random(in: 0...UInt64.max)) })
        try share.file("note.txt", [UInt8](repeating: 65, count: 50_000))
        return (config, share)
    }

    private static func bytes(of word: UInt64) -> [UInt8] {
        withUnsafeBytes(of: word) { Array($0) }
    }

    private func request(_ config: SourceFolder, _ folders: [BackupFolder: String]) -> BackupRequest {
        BackupRequest(
            name: "Test", date: Date(), source: BackupSource(configuration: config.path, folders: folders),
            instance: "test", producerVersion: "1")
    }
}

extension Written {
    var forecasts: [SizeForecast] {
        progress.compactMap { if case .expected(let size) = $0 { size } else { nil } }
    }
}

/// What happened, in its order.
private final class Log {
    private(set) var entries: [String] = []

    func add(_ entry: String) { entries.append(entry) }
}

/// Notes that bytes came.
private struct LoggingSink: ByteSink {
    let log: Log

    mutating func write(_ bytes: UnsafeRawBufferPointer) { log.add("bytes") }
}
