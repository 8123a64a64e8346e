import Archive

/// One thing that is wrong with a stored backup, or at least not as Home Assistant wants it.
package struct VerificationProblem: Sendable, Equatable, CustomStringConvertible {
    /// The member of the backup; nil for the archive itself.
    package var member: String?
    /// The last entry inside the member that was read before it showed; nil where that does not apply.
    package var path: String?
    /// Stable, for machines.
    package var code: String
    /// For people, in whole sentences.
    package var message: String
    /// The backup can be restored all the same.
    package var isWarning = false

    package var description: String {
        let place = [member, path].compactMap(\.self).joined(separator: ", ")
        return place.isEmpty ? message : "\(place): \(message)"
    }
}

extension VerificationProblem {
    init(_ damage: ArchiveDamage, in member: String? = nil, at path: String? = nil) {
        self.init(member: member, path: path, code: damage.code, message: damage.description)
    }

    init(_ damage: BackupDamage) {
        if case .archive(let damage) = damage {
            self.init(damage)
        } else {
            self.init(code: damage.code, message: damage.description)
        }
    }

    static func warning(_ code: String, in member: String? = nil, at path: String? = nil, _ message: String) -> Self {
        Self(member: member, path: path, code: code, message: message, isWarning: true)
    }
}

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
