import Glibc

/// How many processors this process may keep busy.
package enum Processors {
    /// Those that it may run on, or fewer where its control group has less of their time; at least 1.
    package static var available: Int {
        max(1, min(allowed(in: "/proc/self/status"), quota(in: "/sys/fs/cgroup")))
    }

    /// The bits of the line `Cpus_allowed` of proc(5), groups of hexadecimal digits: `sched_getaffinity` is closed to Swift.
    /// Where there is no such line, all that the machine has.
    static func allowed(in path: String) -> Int {
        let line = text(of: path).split(separator: "\n").first { $0.hasPrefix("Cpus_allowed:") }
        let bits = line?.split { $0 == ":" || $0 == "," || $0 == "\t" }.dropFirst().compactMap { UInt64($0, radix: 16) }
        return bits?.reduce(0) { $0 + $1.nonzeroBitCount } ?? sysconf(Int32(_SC_NPROCESSORS_ONLN))
    }

    /// Processors that the quota of a control group pays for, a part of one counted as one; `Int.max` without a quota.
    /// - Parameter group: where the group's files are, as a container sees its own: version 2's `cpu.max` (quota or "max",
    ///   and period, in microseconds), or version 1's pair of files under `cpu`.
    static func quota(in group: String) -> Int {
        let unified = text(of: group + "/cpu.max")
        let words =
            unified.isEmpty
            ? text(of: group + "/cpu/cpu.cfs_quota_us") + " " + text(of: group + "/cpu/cpu.cfs_period_us") : unified
        let numbers = words.split { $0 == " " || $0 == "\n" }.map { Int($0) ?? 0 }
        guard numbers.count == 2, numbers[0] > 0, numbers[1] > 0 else { return .max }
        return numbers[0] / numbers[1] + (numbers[0] % numbers[1] > 0 ? 1 : 0)
    }

    /// A small file; nothing when there is none.
    private static func text(of path: String) -> String {
        var text = [UInt8](repeating: 0, count: 8192)
        let count = try? text.withUnsafeMutableBytes { try FileDescriptor(reading: Array(path.utf8)).read(into: $0) }
        return String(decoding: text.prefix(count ?? 0), as: UTF8.self)
    }
}
