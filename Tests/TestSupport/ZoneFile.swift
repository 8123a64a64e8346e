import FoundationEssentials

/// A time zone as the system's database has it (RFC 8536), up to 2037: so that tests can be in any place without
/// changing the whole process's idea of where it is.
package struct ZoneFile: Sendable {
    private var transitions: [Int64] = []
    private var offsets: [Int64] = []
    private var earliest: Int64 = 0

    package init(_ name: String) throws {
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/\(name)")))
        guard bytes.starts(with: Array("TZif".utf8)), bytes[4] >= 0x32 else { throw TestFailure("no zone \(name)") }
        func number(_ at: Int, _ count: Int) -> Int64 {
            bytes[at..<at + count].dropFirst().reduce(Int64(Int8(bitPattern: bytes[at]))) { $0 << 8 | Int64($1) }
        }
        func counts(_ header: Int) -> [Int] { (0..<6).map { Int(number(header + 20 + 4 * $0, 4)) } }
        // The first part has times of four bytes and is there for old programs.
        let old = counts(0)
        let header = 44 + old[3] * 5 + old[4] * 6 + old[5] + old[2] * 8 + old[1] + old[0]
        let count = counts(header)
        let (times, types) = (header + 44, header + 44 + count[3] * 8)
        let kinds = types + count[3]
        for index in 0..<count[3] {
            transitions.append(number(times + 8 * index, 8))
            offsets.append(number(kinds + 6 * Int(bytes[types + index]), 4))
        }
        earliest = number(kinds, 4)
    }

    package func offset(at seconds: Int64) -> Int64 {
        guard let index = transitions.lastIndex(where: { $0 <= seconds }) else { return earliest }
        return offsets[index]
    }

    /// The moment of a wall clock in this zone, `2026-03-29 02:30`; the first one where it comes twice.
    package func date(_ text: String) throws -> Date {
        let utc = try Date.utc(text)
        let seconds = Int64(utc.timeIntervalSince1970)
        let candidates = [offset(at: seconds - 86_400), offset(at: seconds + 86_400)]
        guard let offset = candidates.first(where: { offset(at: seconds - $0) == $0 }) else {
            throw TestFailure("no clock shows \(text)")
        }
        return utc.addingTimeInterval(-TimeInterval(offset))
    }
}

extension Date {
    /// `2026-03-29 02:30`
    package static func utc(_ text: String) throws -> Date {
        try Date(text.replacing(" ", with: "T") + ":00Z", strategy: .iso8601)
    }
}
