import HTTPServing

extension DriveSimulator {
    /// Handles one request: the fault plan first, then Drive's rules.
    func reply(to request: HTTPRequest, _ body: HTTPBody) throws -> HTTPReply {
        let route = Route(request)
        let range = request.header("content-range").flatMap {
            ContentRange($0, lenient: configuration.lenientRanges)
        }
        let kind = route.kind(of: request, range: range, progress: openSession(route)?.progress)
        let disturbance = kind == .control ? Disturbance() : faults.next(kind)
        var status: Int?
        defer { record(request, body, kind, status) }
        let reply = try self.reply(
            to: APICall(request: request, body: body, route: route, range: range), kind, disturbance)
        status = reply.response?.status
        return reply
    }

    private func reply(to call: APICall, _ kind: RequestKind, _ disturbance: Disturbance) throws -> HTTPReply {
        if disturbance.expiresTokens { tokens.expireAll() }
        if disturbance.dropsBefore { return .reset }
        if let early = disturbance.response(to: kind) { return HTTPReply(response: early, delay: disturbance.delay) }
        if let status = disturbance.sessionStatus, case .session(let id) = call.route {
            sessions.end(id, status: status)
        }
        call.body.interruption = disturbance.interruption
        let response = try answer(call, disturbance)
        return HTTPReply(response: disturbance.dropsAfterCommit ? nil : response, delay: disturbance.delay)
    }

    /// Turns refusals into answers; connection errors pass through.
    private func answer(_ call: APICall, _ disturbance: Disturbance) throws -> HTTPResponse {
        do {
            try authorize(call)
            return try respond(to: call, disturbance)
        } catch let refusal as Refusal {
            return refusal.response
        } catch let error as SimulatorError {
            return .text(error.description, status: 500)
        }
    }

    private func respond(to call: APICall, _ disturbance: Disturbance) throws -> HTTPResponse {
        switch call.route {
        case .token: try token(call)
        case .deviceCode: try deviceCode(call)
        case .revoke: try revoke(call)
        case .about: try about(call)
        case .generateIDs: try generateIDs(call)
        case .emptyTrash: throw Refusal.insufficientScope
        case .files: try call.request.method == "POST" ? createFile(call) : listFiles(call)
        case .file(let id): try file(id, call)
        case .upload(let id): try startUpload(id, call, disturbance)
        case .session(let id): try session(id, call, disturbance)
        case .control(let name): try control(name, call)
        case .unknown: .text("Not Found", status: 404)
        }
    }

    private func authorize(_ call: APICall) throws(Refusal) {
        switch call.route {
        case .token, .deviceCode, .revoke, .control: return
        case .session where !configuration.requireSessionAuthorization: return
        default: break
        }
        guard configuration.requireAuthorization, !tokens.accepts(call.request.header("authorization")) else { return }
        throw .unauthorized
    }

    private func openSession(_ route: Route) -> UploadSession? {
        guard case .session(let id) = route, case .open(let session) = sessions[id] else { return nil }
        return session
    }

    private func record(_ request: HTTPRequest, _ body: HTTPBody, _ kind: RequestKind, _ status: Int?) {
        guard kind != .control else { return }
        log.add(
            RecordedRequest(
                method: request.method, path: request.path, query: request.query, kind: kind,
                contentRange: request.header("content-range"), received: body.received, status: status))
    }
}
