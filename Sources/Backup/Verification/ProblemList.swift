/// Problems as they are found, up to a number beyond which one more tells nothing.
struct ProblemList {
    static let limit = 100
    private(set) var problems: [VerificationProblem] = []
    /// How many there were beyond the limit.
    private(set) var omitted = 0

    mutating func add(_ problem: VerificationProblem) {
        // Of two in the same place that say the same, one is enough.
        if problem == problems.last { return }
        if problems.count < Self.limit { problems.append(problem) } else { omit(problem) }
    }

    mutating func add(_ more: [VerificationProblem]) {
        for problem in more { add(problem) }
    }

    /// However many warnings there are, damage is never the one that is left out.
    private mutating func omit(_ problem: VerificationProblem) {
        omitted += 1
        guard !problem.isWarning, let last = problems.lastIndex(where: \.isWarning) else { return }
        problems[last] = problem
    }
}
