import Glibc

/// The machine code that lies in memory for this process: the program's own and that of its libraries.
///
/// Much of it runs once, at the start, or never: the system brings in the neighbours of whatever is touched. What was let go
/// of and is needed again is mapped again, mostly without a look at the disk.
enum ResidentCode {
    /// Lets go of all of it. Without effect where the system does not tell what is where.
    static func release() {
        guard let text = try? TextFile.read("/proc/self/smaps", maximumSize: 1 << 20) else { return }
        for range in ranges(in: text) {
            madvise(UnsafeMutableRawPointer(bitPattern: range.lowerBound), range.count, MADV_DONTNEED)
        }
    }

    /// Where files are mapped to be executed, and hold nothing but what is in the file (proc_pid_smaps(5)).
    ///
    /// A page that differs, be it by a debugger's breakpoint or by a linker that writes into code, is memory of this
    /// process alone: letting go of it would bring back the file's.
    static func ranges(in smaps: [UInt8]) -> [Range<UInt>] {
        var ranges: [Range<UInt>] = []
        var candidate: Range<UInt>?
        var clean: Set<Substring> = []
        for line in smaps.split(separator: UInt8(ascii: "\n")) {
            let line = String(decoding: line, as: UTF8.self)
            let name = line.prefix { $0 != ":" }
            if name.contains(" ") {
                (candidate, clean) = (range(line), [])
            } else if own.contains(name), line.split(separator: " ").dropFirst().first == "0" {
                clean.insert(name)
                guard clean == own, let range = candidate else { continue }
                ranges.append(range)
            }
        }
        return ranges
    }

    /// What a mapping has that is no longer the file's, in memory and out of it.
    private static let own: Set<Substring> = ["Anonymous", "Swap"]

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
