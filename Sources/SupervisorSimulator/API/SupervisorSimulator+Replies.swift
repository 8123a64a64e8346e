import HTTPServing
import JSON
import Pipe
import Synchronization

extension SupervisorSimulator {
    /// Handles one request: what is planned to go wrong first, then the Supervisor's rules.
    func reply(to request: HTTPRequest, _ body: HTTPBody) throws -> HTTPReply {
        let effects = faults.next("\(request.method) \(request.path)")
        let content = try body.collect()
        let reply = reply(to: request, content, effects)
        log.withLock {
            $0.append(
                RecordedRequest(
                    method: request.method, path: request.path, body: (try? JSON(parsing: content)) ?? .null,
                    range: request.header("range"), status: reply.response?.status))
        }
        return reply
    }

    private func reply(to request: HTTPRequest, _ body: [UInt8], _ effects: [SupervisorFault.Effect]) -> HTTPReply {
        var drops = false
        var cut: Int64?
        for effect in effects {
            switch effect {
            case .answer(let status, let text): return HTTPReply(response: .text(text, status: status))
            case .drop: return .reset
            case .dropAfterwards: drops = true
            case .delay(let seconds): _ = stopping.sleep(seconds: seconds)
            case .cut(let count): cut = count
            }
        }
        let response = answer(request, body)
        return HTTPReply(response: drops ? nil : cut.map { response.cut(after: $0) } ?? response)
    }

    private func answer(_ request: HTTPRequest, _ body: [UInt8]) -> HTTPResponse {
        do {
            try admit(request)
            return try respond(to: request, body)
        } catch let refusal as Refusal {
            return refusal.response
        } catch {
            return Refusal("Unknown error, see Supervisor logs").response
        }
    }

    private func admit(_ request: HTTPRequest) throws(Refusal) {
        guard system.withLock(\.isReady) else { throw Refusal("System is not ready with state: setup") }
        let bearer = request.header("authorization")?.split(separator: " ").last.map(String.init)
        guard let token = request.header("x-supervisor-token") ?? bearer, !token.isEmpty else {
            throw Refusal(plain: 401)
        }
        guard let role = configuration.tokens[token], role.mayAsk(request.path) else { throw Refusal(plain: 403) }
    }

    private func respond(to request: HTTPRequest, _ body: [UInt8]) throws -> HTTPResponse {
        let words = request.path.split(separator: "/").map(String.init)
        switch (request.method, words.first ?? "", words.count) {
        case ("GET", "backups", 3) where words[2] == "download": return try download(words[1], request)
        case (_, "backups", _): return .ok(try backups(request.method, Array(words.dropFirst()), body))
        case ("GET", "jobs", 2): return .ok(try jobs(words[1]))
        case ("GET", _, _): return .ok(try information(request.path))
        default: throw Refusal(plain: 404)
        }
    }
}

extension HTTPResponse {
    /// `{"result": "ok", "data": ...}`
    static func ok(_ data: JSON) -> HTTPResponse {
        .json(["result": "ok", "data": data])
    }

    /// The same, but that the connection is reset after so many bytes of the body.
    func cut(after count: Int64) -> HTTPResponse {
        guard case .stream(let length, let stream) = body else { return self }
        var response = self
        response.body = .stream(count: length) { send in
            var left = count
            try stream { bytes in
                let piece = UnsafeRawBufferPointer(rebasing: bytes.prefix(Int(clamping: left)))
                try send(piece)
                left -= Int64(piece.count)
                if left == 0 { throw HTTPError.dropped }
            }
        }
        return response
    }
}
