import JSON

/// What the broker has of the reports, so that none is sent in vain.
struct Reported {
    var state = StateThrottle()
    var log = LogRateLimit()
    /// Whether everything will be published again in a moment.
    var willRepeat = false
    private var progress: JSON?

    /// - Returns: whether the progress is worth a message. Where the destination is waited for, there may be nothing new for an hour.
    mutating func isNews(progress payload: JSON) -> Bool {
        defer { progress = payload }
        return payload != progress
    }

    /// The broker may have lost what it had.
    mutating func forget() {
        state.forget()
        progress = nil
    }
}
