import Glibc
import Pipe
import TestSupport
import Testing

/// A producer that is killed, at whatever moment, never leaves what looks like a whole.
@Suite struct KilledProducerTests {
    /// 100 frames of 1,000 bytes, each written in three pieces, and the end in two.
    private static let plain = """
        exec > "$PIPE"
        half=$(printf %0500d 0)
        for frame in 0 1 2 3 4 5 6 7 8 9; do for again in 0 1 2 3 4 5 6 7 8 9; do
            printf '\\0\\0'; printf '\\003\\350%s' $half; printf %s $half
        done; done
        printf '\\0\\0'; printf '\\0\\0'
        """
    private static let command = """
        exec drivepipe pipe frame --to "$PIPE" sh -c 'for part in 0 1 2 3 4 5 6 7 8 9; do printf %010000d 0; done'
        """

    @Test func `a producer killed at any of 900 moments`() throws {
        try kill(rounds: 900, Self.plain, within: 0.012)
    }

    @Test func `pipe frame killed at any of 100 moments`() throws {
        try kill(rounds: 100, Self.command, within: 0.12)
    }

    /// - Parameter within: seconds that the producer takes, more or less.
    private func kill(rounds: Int, _ script: String, within seconds: Double) throws {
        var random = SeededRandom(seed: 6)
        var cuts = 0
        for round in 0..<rounds {
            let handover = try PipeHandover()
            let moment = Double.random(in: 0..<seconds, using: &random)
            let end = Self.end(of: handover, try handover.start(script), after: moment)
            switch end {
            case .success(let bytes): #expect(bytes == Self.whole, "round \(round)")
            case .failure(let error):
                cuts += 1
                #expect((error as? FrameError)?.code == "pipe_cut", "round \(round): \(error)")
            }
            #expect(access(handover.pipe.path, F_OK) != 0)
        }
        #expect(cuts > 0)
    }

    private static let whole = [UInt8](repeating: UInt8(ascii: "0"), count: 100_000)

    private static func end(
        of handover: PipeHandover, _ run: ChildProcess, after seconds: Double
    ) -> Result<[UInt8], any Error> {
        let path = handover.pipe.path
        Thread.start {
            _ = Cancellation().sleep(seconds: seconds)
            run.end(by: SIGKILL)
            // One that was killed before it opened the pipe would be waited for: this one comes and goes in its place.
            close(open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC))
        }
        return Result { try handover.read() }
    }
}
