import Agent
import FoundationEssentials

/// One line on the terminal that follows a backup; elsewhere a line every few seconds.
struct ProgressLine: Sendable {
    private let meter: ProgressMeter
    private let output = StandardStream.error

    init(_ meter: ProgressMeter) {
        self.meter = meter
    }

    /// Until the task is cancelled.
    func show() async {
        let interval: Duration = output.isTerminal ? .milliseconds(500) : .seconds(5)
        while (try? await Task.sleep(for: interval)) != nil {
            let text = Self.text(meter.read(at: Date()))
            try? output.write(output.isTerminal ? "\r\u{1b}[K" + text : text + "\n")
        }
        if output.isTerminal { try? output.write("\r\u{1b}[K") }
    }

    /// `streaming  123.4 MiB  56 %  8.9 MiB/s  1 min 20 s left`; what is not known is not there.
    static func text(_ reading: ProgressReading) -> String {
        var parts = [reading.phase.rawValue, String(bytes: reading.doneBytes)]
        if let percent = reading.percent { parts.append("\(percent) %") }
        if let speed = reading.bytesPerSecond { parts.append(String(bytes: speed) + "/s") }
        if let seconds = reading.remainingSeconds { parts.append(duration(seconds) + " left") }
        if reading.retries > 0 { parts.append("\(reading.retries) retries") }
        return parts.joined(separator: "  ")
    }

    private static func duration(_ seconds: Int64) -> String {
        switch seconds {
        case ..<60: "\(seconds) s"
        case ..<3600: "\(seconds / 60) min \(seconds % 60) s"
        default: "\(seconds / 3600) h \(seconds % 3600 / 60) min"
        }
    }
}
