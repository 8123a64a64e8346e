import JSON

/// Something that happened to the connection with the Google account.
package enum AuthorizationEvent: Sendable, Equatable {
    case required(JobFailure)
    case pending(SignInPrompt)
    case completed(account: String?)
    case failed(JobFailure)

    var type: String {
        switch self {
        case .required: "authorization_required"
        case .pending: "authorization_pending"
        case .completed: "authorization_completed"
        case .failed: "authorization_failed"
        }
    }

    var sentence: String {
        switch self {
        case .required(let failure), .failed(let failure): failure.message
        case .pending(let prompt): prompt.sentence
        case .completed(let account): "DrivePipe is connected to \(account ?? "a Google account")."
        }
    }

    var code: String {
        switch self {
        case .required(let failure), .failed(let failure): failure.code
        case .pending, .completed: "ok"
        }
    }

    var data: [String: JSON] {
        switch self {
        case .required, .failed: [:]
        case .pending(let prompt): prompt.payload
        case .completed(let account): ["account": JSON(account)]
        }
    }
}
