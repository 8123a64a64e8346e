import Archive
import Backup
import Glibc
import Pipe
import TestSupport
import Testing

/// Archives that were changed at random, with names that aim at the folder beside: whatever comes of them, it ends, and
/// nothing is written outside the target.
@Suite struct MutatedArchivesTests {
    @Test(arguments: 0..<4 as Range<UInt64>)
    func `no change of an archive makes it write outside`(seed: UInt64) throws {
        let target = try RestoreTarget()
        var mutator = try ArchiveMutator(canary: target.canary, seed: seed)
        var (whole, damaged, refused) = (0, 0, 0)
        for round in 0..<750 {
            // What earlier rounds left behind, links to the folder beside above all, is there for the later ones.
            if round % 50 == 0 { try checked("/bin/sh", ["-c", #"rm -rf "$1" && mkdir "$1""#, "sh", target.path]) }
            let summary = try restore(mutator.next(), into: target, overwrites: round % 2 == 0)
            if let summary {
                whole += 1
                refused += summary.refused
            } else {
                damaged += 1
            }
        }
        try target.requireCanary()
        #expect(try !target.names.contains { $0.contains(".drivepipe-") })
        // The changes must reach both the reader and the extractor.
        #expect(whole > 50 && damaged > 50 && refused > 50)
    }

    /// Nil when the archive was found to be damaged.
    private func restore(_ archive: [UInt8], into target: RestoreTarget, overwrites: Bool) throws -> RestoreSummary? {
        let extractor = try TreeExtractor(
            into: target.path, options: TreeExtractor.Options(overwrites: overwrites), cancellation: Cancellation())
        let reader = TarReader(BytesSource(archive), end: .anyBorder)
        defer { extractor.finish() }
        do {
            while let member = try reader.next() { try extractor.extract(member, content: reader) }
            return extractor.summary
        } catch is ArchiveDamage {
            return nil
        } catch RestoreError.noSpace {
            return nil
        }
    }
}

/// Changes an archive of ordinary and of nasty entries, each time anew.
private struct ArchiveMutator {
    private let base: [UInt8]
    private let headers: [Int]
    private let texts: [[UInt8]]
    private var random: SeededRandom

    init(canary: String, seed: UInt64) throws {
        random = SeededRandom(seed: seed)
        texts = [
            "..", "../canary", "../canary/file", canary, "\(canary)/file", "a", "a/b", "link", "link/file", "folder",
            "folder/../../canary/new", "/", ".", "", "./", "up/new", "up/inside", "file/below", "/\(canary)/x",
        ].map { Array($0.utf8) }
        let names = ["folder/", "folder/file", "file", "a", "a/b", "link", "link/file", "up", "up/new", "second"]
        let types = ["5", "0", "0", "5", "0", "2", "0", "2", "0", "1"] as [Unicode.Scalar]
        let targets = ["", "", "", "", "", "folder", "", "../canary", "", "file"]
        var archive: [UInt8] = []
        for (index, name) in names.enumerated() {
            let size: Int64 = types[index] == "0" ? 700 : 0
            var header = TarHeader.encode(
                TarEntry(path: Array(name.utf8), size: size, modified: Timestamp(seconds: 1_600_000_000)), as: .ustar)
            header[156] = UInt8(ascii: types[index])
            header.replaceSubrange(157..<157 + targets[index].utf8.count, with: targets[index].utf8)
            archive += header + [UInt8](repeating: 65, count: size == 0 ? 0 : 1_024)
        }
        let blocks = stride(from: 0, to: archive.count, by: 512)
        headers = blocks.filter { archive[$0] != 65 }
        base = archive + [UInt8](repeating: 0, count: 1_024)
        for header in headers { #expect(header < base.count) }
    }

    mutating func next() -> [UInt8] {
        var archive = base
        for _ in 0..<Int.random(in: 1...4, using: &random) { change(&archive) }
        // Most changes would end at the checksum otherwise.
        for header in headers where Int.random(in: 0..<40, using: &random) > 0 { archive.fixChecksum(at: header) }
        if Int.random(in: 0..<20, using: &random) == 0 {
            archive.removeLast(Int.random(in: 1..<archive.count, using: &random))
        }
        return archive
    }

    private mutating func change(_ archive: inout [UInt8]) {
        let header = headers[Int.random(in: 0..<headers.count, using: &random)]
        switch Int.random(in: 0..<8, using: &random) {
        case 0...2: put(text(room: 100), at: header, room: 100, in: &archive)
        case 3: put(text(room: 100), at: header + 157, room: 100, in: &archive)
        case 4...5: archive[header + 156] = Array("01234567xgLKSZ".utf8)[Int.random(in: 0..<14, using: &random)]
        case 6: archive[header + Int.random(in: 100..<148, using: &random)] = UInt8.random(in: 48...56, using: &random)
        default: archive[header + Int.random(in: 0..<512, using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
    }

    private mutating func text(room: Int) -> [UInt8] {
        let text = texts[Int.random(in: 0..<texts.count, using: &random)]
        guard Int.random(in: 0..<3, using: &random) == 0 else { return Array(text.prefix(room)) }
        let other = texts[Int.random(in: 0..<texts.count, using: &random)]
        return Array((text + [UInt8(ascii: "/")] + other).prefix(room))
    }

    private func put(_ text: [UInt8], at offset: Int, room: Int, in archive: inout [UInt8]) {
        let padded = text + [UInt8](repeating: 0, count: room - text.count)
        archive.replaceSubrange(offset..<offset + room, with: padded)
    }
}

extension [UInt8] {
    /// Makes a tar header's checksum right again.
    fileprivate mutating func fixChecksum(at header: Int) {
        for index in header + 148..<header + 156 { self[index] = 32 }
        let sum = self[header..<header + 512].reduce(0) { $0 + Int($1) }
        let digits = String(sum, radix: 8).utf8
        let text = [UInt8](repeating: 48, count: 6 - digits.count) + digits + [0]
        replaceSubrange(header + 148..<header + 155, with: text)
    }
}
