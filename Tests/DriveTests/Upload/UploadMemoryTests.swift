import Drive
import DriveSimulator
import FoundationEssentials
import HTTP
import Testing

@Suite struct UploadMemoryTests {
    /// In a process of its own, whose memory no other test has a part in; the simulator and its log of 4,000 requests are
    /// in it. A chunk that stayed behind with each retry would be 500 MiB in the end.
    @Test func `memory does not grow with two thousand retries`() async {
        await #expect(processExitsWith: .success) {
            let drive = try SimulatedDrive(settings: { $0.transferBackoff.second = 1e-6 })
            drive.simulator.add(
                Fault(.status(503), on: .chunk, from: 2, times: 1500),
                // Every other one is sent again by libcurl itself.
                Fault(.dropAfterBytes(100_000), on: .chunk, from: 1503, times: 1200))
            var early: Int?
            var last = 0
            _ = try drive.upload(TestData.bytes.prefix(6 * SimulatedDrive.quantum)) {
                last = $0.retries
                if last == 200, early == nil { early = peakKibibytes() }
            }
            let growth = try #require(peakKibibytes()) - #require(early)
            #expect(last >= 2000)
            #expect(growth < 12 << 10, "grew by \(growth) KiB")
        }
    }
}

/// The most memory that this process ever had.
private func peakKibibytes() -> Int? {
    let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = status?.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line?.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) }
}
