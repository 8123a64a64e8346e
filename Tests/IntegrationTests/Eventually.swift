import TestSupport

/// Waits, up to two minutes and on a busy machine longer, for something that comes by itself.
func eventually(_ fits: () -> Bool, file: String = #fileID, line: Int = #line) async throws {
    for _ in 0..<6_000 {
        if fits() { return }
        try await Task.sleep(for: .milliseconds(20))
    }
    throw TestFailure("waited in vain at \(file):\(line)")
}
