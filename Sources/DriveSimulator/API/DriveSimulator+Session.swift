import HTTPServing
import Synchronization

extension DriveSimulator {
    /// A request on a session URI; PUT and POST mean the same.
    func session(_ id: String, _ call: APICall, _ disturbance: Disturbance) throws -> HTTPResponse {
        let session = try open(id)
        switch call.request.method {
        case "DELETE":
            sessions.end(id, status: configuration.cancelStatus == 204 ? 404 : configuration.cancelStatus)
            return .empty(configuration.cancelStatus)
        case "PUT", "POST": return try take(call, into: session, disturbance)
        default: return .text("Method Not Allowed", status: 405)
        }
    }

    private func open(_ id: String) throws(Refusal) -> UploadSession {
        switch sessions[id] {
        case .open(let session): return session
        case .gone(let status): throw Refusal(response: .text(HTTPStatus.phrase(status), status: status))
        case nil: throw Refusal(response: .text("Not Found", status: 404))
        }
    }

    private func take(
        _ call: APICall, into session: UploadSession, _ disturbance: Disturbance
    ) throws -> HTTPResponse {
        guard call.range != nil || call.request.header("content-range") == nil else { throw Refusal(.unparsable) }
        let turn = session.takeOver()
        switch session.progress.decide(call.range, length: call.body.length) {
        case .report: return report(session)
        case .repeatAnswer: return session.answer ?? report(session)
        case .refuse(let refusal): throw Refusal(refusal)
        case .receive(let plan):
            try checkQuota(session, plan)
            let reception = UploadReception(
                session: session, plan: plan, limit: disturbance.keepLimit, corrupts: disturbance.corrupts)
            call.body.limiter = limiter
            guard try reception.receive(call.body, turn: turn) else { return report(session) }
            return try finish(session, turn: turn)
        }
    }

    /// With an unknown total, the quota can only be found exceeded on the way.
    private func checkQuota(_ session: UploadSession, _ plan: UploadDecision.Reception) throws {
        let size = session.progress.kept + max(0, (plan.length ?? 0) - plan.skip)
        try drive.withLock { try $0.checkQuota(adding: size, in: try $0.parent(of: session.target)) }
    }

    private func finish(_ session: UploadSession, turn: Int) throws -> HTTPResponse {
        let progress = session.progress
        if let declared = progress.declared, declared != progress.kept {
            throw Refusal(.total(progress.kept, declared: declared))
        }
        return try session.finish(turn: turn) { try commit(session.target, $0, session.mask) }
    }

    private func report(_ session: UploadSession) -> HTTPResponse {
        let kept = session.progress.kept
        return .empty(308, headers: kept > 0 ? [("Range", "bytes=0-\(kept - 1)")] : [])
    }
}
