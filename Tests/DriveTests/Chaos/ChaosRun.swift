import Pipe
import Synchronization

/// Many cases on a few threads: some of them only wait.
final class ChaosRun: Sendable {
    private let cases: [ChaosCase]
    private let state: Mutex<(next: Int, problems: [String?])>

    private static let threads = 6

    init(_ cases: [ChaosCase]) {
        self.cases = cases
        state = Mutex((next: 0, problems: [String?](repeating: nil, count: cases.count)))
    }

    /// - Returns: for each case what is wrong with it.
    func problems() async -> [String?] {
        await withTaskGroup { group in
            for _ in 0..<Self.threads {
                group.addTask { _ = try? await Thread.run { self.work() } }
            }
        }
        return state.withLock { $0.problems }
    }

    private func work() {
        while let index = takeCase() {
            var problem: String?
            do { problem = try cases[index].problem() } catch { problem = "\(error)" }
            state.withLock { $0.problems[index] = problem }
        }
    }

    private func takeCase() -> Int? {
        state.withLock { state in
            guard state.next < cases.count else { return nil }
            state.next += 1
            return state.next - 1
        }
    }
}
