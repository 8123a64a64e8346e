import Agent
import FoundationEssentials
import Testing

@Suite struct LogBudgetTests {
    @Test func `a flood of lines is cut, and how much of it is told`() {
        var budget = LogBudget()
        let now = Date(timeIntervalSince1970: 1_767_225_600)
        let admitted = (0..<500).compactMap { _ in budget.admit(at: now) }
        #expect(admitted == Array(repeating: 0, count: 20))
        #expect(budget.admit(at: now + 1) == 480)
        #expect(budget.admit(at: now + 1) == 0)
        #expect(budget.admit(at: now + 1) == nil)
        #expect(budget.admit(at: now - 3_600) == 1)
    }
}
