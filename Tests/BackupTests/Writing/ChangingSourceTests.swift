import Archive
import Backup
import FoundationEssentials
import Glibc
import Pipe
import TestSupport
import Testing

/// A folder that never holds still: whatever happens between the scan and the reading, and amid the reading, the archive
/// is whole and every member has the size it promised.
@Suite struct ChangingSourceTests {
    @Test(arguments: [true, false])
    func `whatever files do meanwhile, the archive comes out whole`(isCompressed: Bool) throws {
        for seed in 0..<6 {
            var random = SeededRandom(seed: UInt64(seed))
            let source = try SourceFolder()
            try source.file(".HA_VERSION", Array("2026.11.0".utf8))
            for index in 0..<40 { try source.file("f\(index)", content(Int.random(in: 0...40_000, using: &random))) }
            // An estimate far too low in half of the rounds: the member is superseded amid all that.
            let ratio = seed % 2 == 0 ? 0.01 : 0.9
            let tar = TarWriter(ByteCollector(), dialect: .ustar)
            var request = BackupRequest(
                name: "Test", date: Date(), source: BackupSource(configuration: source.path),
                isCompressed: isCompressed, instance: "test", producerVersion: "1")
            request.memory.lookAhead = 50_000
            let writer = BackupWriter(
                request, cancellation: Cancellation(),
                estimator: { tree, _, _ in
                    SizeEstimate(strata: [.init(range: 0..<tree.tarSize, ratio: ratio, variance: 0)])
                },
                report: { progress in
                    if case .item = progress { Self.disturb(source, &random) }
                })
            _ = try writer.write(into: tar)
            let archive = try tar.finish().bytes
            let expected = isCompressed ? "homeassistant.tar.gz" : "homeassistant.tar"
            #expect(Set(try listing(of: archive)) == [expected, "./backup.json"])
            let scratch = try SourceFolder()
            try checked("/bin/tar", ["-xf", "-", "-C", scratch.path], input: archive)
            try checked("/bin/tar", ["-tf", "\(scratch.path)/\(expected)"])
        }
    }

    /// One file grows, shrinks, goes, comes back or becomes something else.
    private static func disturb(_ source: SourceFolder, _ random: inout SeededRandom) {
        let name = "f\(Int.random(in: 0..<40, using: &random))"
        let path = "\(source.path)/\(name)"
        switch Int.random(in: 0..<8, using: &random) {
        case 0: unlink(path)
        case 1:
            unlink(path)
            mkdir(path, 0o755)
        case 2:
            unlink(path)
            // Leads nowhere: what follows it must never touch a file outside the folder.
            symlink("nowhere", path)
        case 3:
            unlink(path)
            mkfifo(path, 0o600)
        case 4: truncate(path, Int.random(in: 0...2_000_000, using: &random))
        case 5: truncate(path, 1 << 24)
        default:
            unlink(path)
            try? source.file(name, content(Int.random(in: 0...60_000, using: &random)))
        }
    }
}

/// Bytes that deflate hardly shrinks.
private func content(_ count: Int) -> [UInt8] {
    let words = (0..<(count + 7) / 8).map { _ in UInt64.random(in: 0...UInt64.max) }
    return words.withUnsafeBytes { Array($0.prefix(count)) }
}
