import Glibc

/// The machine code that lies in memory for this process: the program's own and that of its libraries.
///
/// Much of it runs once, at the start, or never: the system brings in the neighbours of whatever is touched. What was let go
/// of and is needed again is mapped again, mostly without a look at the disk.
enum ResidentCode {
    /// Lets go of all of it. Without effect where the system does not tell what is where.
    static func release() {
        for range in (try? executableRanges()) ?? [] {
            // Code is never written to: nothing is lost.
            madvise(UnsafeMutableRawPointer(bitPattern: range.lowerBound), range.count, MADV_DONTNEED)
        }
    }

    /// Where files are mapped to be executed and not written (proc_pid_maps(5)).
    private static func executableRanges() throws -> [Range<UInt>] {
        let text = try TextFile.read("/proc/self/maps", maximumSize: 1 << 20)
        return text.split(separator: UInt8(ascii: "\n")).compactMap { line in
            range(String(decoding: line, as: UTF8.self))
        }
    }

    /// `559e49f81000-559e4afb4000 r-xp 00000000 08:01 1234 /usr/bin/drivepipe`
    static func range(_ line: String) -> Range<UInt>? {
        let fields = line.split(separator: " ", maxSplits: 5)
        guard fields.count == 6, fields[1] == "r-xp", fields[5].drop(while: { $0 == " " }).hasPrefix("/") else {
            return nil
        }
        let ends = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
        guard ends.count == 2, ends[0] < ends[1] else { return nil }
        return ends[0]..<ends[1]
    }
}
