import FoundationEssentials
import Pipe
import TestSupport
import Testing

@Suite struct KindnessTests {
    @Test(arguments: [(7, Kindness.IOPriority.low, "best-effort: prio 7"), (19, .idle, "idle")])
    func `a kind thread stands back, and those it starts, and no other`(
        nice: Int, priority: Kindness.IOPriority, said: String
    ) async throws {
        let before = try ThreadState.current()
        let kindness = Kindness(nice: nice, ioPriority: priority)
        let (own, heir) = try await Thread.run(with: kindness) {
            let heir = Pending<Result<ThreadState, any Error>>()
            Thread.start { heir.settle(Result { try ThreadState.current() }) }
            return (try ThreadState.current(), try heir.wait().get())
        }
        #expect(own == ThreadState(nice: nice, ioPriority: said))
        #expect(heir == own)
        #expect(try ThreadState.current() == before)
        #expect(try await Thread.run { try ThreadState.current() } == before)
    }

    @Test func `who asks for nothing is left alone`() async throws {
        let before = try ThreadState.current()
        #expect(try await Thread.run(with: Kindness()) { try ThreadState.current() } == before)
    }

    @Test func `what is thrown arrives`() async {
        await #expect(throws: PipeError.producerVanished) {
            try await Thread.run(with: Kindness(nice: 1)) { throw PipeError.producerVanished }
        }
    }
}

/// What the kernel says of a thread.
private struct ThreadState: Equatable, Sendable {
    var nice: Int
    /// In the words of `ionice`.
    var ioPriority: String

    static func current() throws -> ThreadState {
        let stat = try String(contentsOfFile: "/proc/thread-self/stat", encoding: .utf8)
        let id = try #require(stat.split(separator: " ").first)
        // The name, in brackets, may have spaces in it; nice is the 19th field (proc_pid_stat(5)).
        let fields = try #require(stat.split(separator: ")").last).split(separator: " ")
        let said = try Program.run("ionice", ["-p", String(id)])
        let text = String(decoding: said.output, as: UTF8.self).split(separator: "\n").joined()
        return ThreadState(nice: try #require(Int(fields[16])), ioPriority: text)
    }
}
