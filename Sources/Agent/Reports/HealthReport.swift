import Glibc
import JSON
import Pipe

/// The `health` topic: numbers of the process.
package enum HealthReport {
    /// - Parameters:
    ///   - uptime: seconds since the start of the agent.
    ///   - reconnects: how often the broker was found again.
    ///   - queue: pieces of work that wait for their turn.
    package static func payload(uptime: Double, reconnects: Int, queue: Int) -> JSON {
        [
            "v": 1, "rss_bytes": JSON(residentBytes), "uptime_s": JSON(Int64(exactly: max(0, uptime.rounded()))),
            "mqtt_reconnects": .integer(Int64(reconnects)), "queue": .integer(Int64(queue)),
        ]
    }

    /// Bytes of memory that the process has at the moment; nil when the system does not say.
    private static var residentBytes: Int64? {
        var text = [UInt8](repeating: 0, count: 128)
        let count = try? text.withUnsafeMutableBytes { buffer in
            try FileDescriptor(opening: Array("/proc/self/statm".utf8), flags: O_RDONLY).read(into: buffer)
        }
        let fields = String(decoding: text.prefix(count ?? 0), as: UTF8.self).split(separator: " ")
        guard fields.count > 1, let pages = Int64(fields[1]) else { return nil }
        return pages.multipliedReportingOverflow(by: Int64(sysconf(Int32(_SC_PAGESIZE)))).partialValue
    }
}
