import JSON

/// What a checkup found out about one thing.
package struct CheckupFinding: Sendable, Equatable {
    /// From good to bad.
    package enum Verdict: String, Sendable, Comparable, CaseIterable {
        case ok, warning, failed

        package static func < (left: Verdict, right: Verdict) -> Bool {
            allCases.firstIndex(of: left) ?? 0 < allCases.firstIndex(of: right) ?? 0
        }
    }

    /// What was looked at: `source`, `broker`, ...
    package let subject: String
    package let verdict: Verdict
    /// For people: what is there, or what is wrong and what to do.
    package let sentence: String
    /// Stable, for machines; nil where nothing has failed.
    package let code: String?

    private init(_ subject: String, _ verdict: Verdict, _ sentence: String, code: String? = nil) {
        self.subject = subject
        self.verdict = verdict
        self.sentence = sentence
        self.code = code
    }

    static func ok(_ subject: String, _ sentence: String) -> CheckupFinding {
        CheckupFinding(subject, .ok, sentence)
    }

    static func warning(_ subject: String, _ sentence: String) -> CheckupFinding {
        CheckupFinding(subject, .warning, sentence)
    }

    static func failed(_ subject: String, _ error: any Error) -> CheckupFinding {
        let failure = JobFailure(error)
        return CheckupFinding(subject, .failed, failure.message, code: failure.code)
    }

    static func failed(_ subject: String, _ sentence: String, code: String) -> CheckupFinding {
        CheckupFinding(subject, .failed, sentence, code: code)
    }

    /// As it stands in `check --json`.
    package var payload: JSON {
        [
            "subject": .string(subject), "verdict": .string(verdict.rawValue), "message": .string(sentence),
            "code": code.map(JSON.string) ?? .null,
        ]
    }
}
