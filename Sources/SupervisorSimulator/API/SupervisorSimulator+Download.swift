import HTTPServing
import Pipe

extension SupervisorSimulator {
    /// The file of a backup, or a part of it, as aiohttp's `FileResponse` serves it.
    func download(_ slug: String, _ request: HTTPRequest) throws -> HTTPResponse {
        let backup = try backup(slug)
        guard let file = try? FileSource(backup.path) else { return .empty(404) }
        var response = HTTPResponse(
            status: 200,
            headers: [
                ("Content-Type", "application/tar"), ("Accept-Ranges", "bytes"), ("ETag", "\"\(slug)-\(file.size)\""),
                ("Content-Disposition", "attachment; filename=\(slug).tar"),
            ])
        switch ByteRange(request.header("range"), size: file.size) {
        case .whole:
            response.body = Self.stream(backup.path, 0..<file.size)
        case .part(let first, let last):
            response.status = 206
            response.headers.append(("Content-Range", "bytes \(first)-\(last)/\(file.size)"))
            response.body = Self.stream(backup.path, first..<last + 1)
        case .unsatisfiable:
            response.status = 416
            response.headers.append(("Content-Range", "bytes */\(file.size)"))
        }
        return response
    }

    private static func stream(_ path: String, _ range: Range<Int64>) -> HTTPResponse.Body {
        .stream(count: range.upperBound - range.lowerBound) { send in
            let file = try FileSource(path)
            _ = file.skip(range.lowerBound)
            let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 4096)
            defer { block.deallocate() }
            var left = range.upperBound - range.lowerBound
            while left > 0 {
                let wanted = UnsafeMutableRawBufferPointer(rebasing: block.prefix(Int(clamping: left)))
                let count = try file.read(into: wanted)
                guard count > 0 else { throw HTTPError.dropped }
                try send(UnsafeRawBufferPointer(rebasing: block.prefix(count)))
                left -= Int64(count)
            }
        }
    }
}
