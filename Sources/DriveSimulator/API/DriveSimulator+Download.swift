import HTTPServing

extension DriveSimulator {
    /// files.get with `alt=media`.
    func download(_ file: StoredFile, _ call: APICall) throws -> HTTPResponse {
        guard let content = file.content else { throw Refusal.notDownloadable }
        guard content.location != .discarded || content.size == 0 else {
            throw Refusal(404, reason: "notFound", message: "The simulator was told to discard contents.")
        }
        var response = HTTPResponse(status: 200, headers: [("Content-Type", file.mimeType)])
        switch ByteRange(call.request.header("range"), size: content.size) {
        case .whole:
            response.body = .stream(count: content.size) { try content.read(from: 0, count: content.size, $0) }
        case .part(let first, let last):
            response.status = 206
            response.headers.append(("Content-Range", "bytes \(first)-\(last)/\(content.size)"))
            let count = last - first + 1
            response.body = .stream(count: count) { try content.read(from: first, count: count, $0) }
        case .unsatisfiable:
            response.status = 416
            response.headers.append(("Content-Range", "bytes */\(content.size)"))
        }
        return response
    }
}
