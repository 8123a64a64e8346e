import JSON

extension Reply {
    init(to request: CommandRequest, failedWith failure: JobFailure) {
        self.init(to: request, .failed, .ok, failure.message)
        code = failure.code
        data = .object(failure.facts)
    }
}
