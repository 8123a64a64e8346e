import FoundationEssentials
import Pipe
import TestSupport
import Testing

@Suite struct ThreadPriorityTests {
    @Test(arguments: [(7, ThreadPriority.IOPriority.low, "best-effort: prio 7"), (19, .idle, "idle")])
    func `a thread stands back as far as wanted, those that it starts do too, and no other`(
        nice: Int, priority: ThreadPriority.IOPriority, said: String
    ) async throws {
        let before = try ThreadState.current()
        let priority = ThreadPriority(nice: nice, ioPriority: priority)
        let (own, heir) = try await Thread.run(with: priority) {
            let heir = Promise<Result<ThreadState, any Error>>()
            Thread.start { heir.settle(Result { try ThreadState.current() }) }
            return (try ThreadState.current(), try heir.wait().get())
        }
        #expect(own == ThreadState(nice: nice, ioPriority: said))
        #expect(heir == own)
        #expect(try ThreadState.current() == before)
        #expect(try await Thread.run { try ThreadState.current() } == before)
    }

    @Test func `a thread without a priority is left alone`() async throws {
        let before = try ThreadState.current()
        #expect(try await Thread.run(with: ThreadPriority()) { try ThreadState.current() } == before)
    }

    @Test func `what is thrown arrives`() async {
        await #expect(throws: PipeError.producerVanished) {
            try await Thread.run(with: ThreadPriority(nice: 1)) { throw PipeError.producerVanished }
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
