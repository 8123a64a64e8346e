import HTTPServing

extension DriveSimulator {
    /// `uploadType=media`: the body is the content.
    func mediaUpload(_ id: String?, _ call: APICall, _ disturbance: Disturbance) throws -> HTTPResponse {
        let mask = try call.fileMask()
        let target = target(id, FileMetadata(), mediaType: call.request.header("content-type"))
        let writer = try ContentWriter(configuration.storage, sha256: configuration.sha256)
        let block = call.body.block
        call.body.limiter = limiter
        while case let count = try call.body.fill(block), count > 0 {
            if disturbance.corrupts { block[0] ^= 1 }
            try writer.write(UnsafeRawBufferPointer(rebasing: block[..<count]))
        }
        return try commit(target, writer, mask)
    }

    /// `uploadType=multipart`: the first part is the File resource, the second the content.
    func multipartUpload(_ id: String?, _ call: APICall, _ disturbance: Disturbance) throws -> HTTPResponse {
        let mask = try call.fileMask()
        guard let boundary = Self.boundary(call.request.header("content-type")) else {
            throw Refusal.invalid("Missing multipart boundary")
        }
        call.body.limiter = limiter
        do {
            var reader = try MultipartReader(call.body, boundary: boundary)
            let metadata = try Self.metadata(from: &reader)
            let mediaType = try reader.headers()["content-type"]
            let writer = try ContentWriter(configuration.storage, sha256: configuration.sha256)
            try reader.content { piece in
                if disturbance.corrupts, !piece.isEmpty { piece[0] ^= 1 }
                try writer.write(UnsafeRawBufferPointer(piece))
            }
            return try commit(target(id, metadata, mediaType: mediaType), writer, mask)
        } catch HTTPError.malformed {
            throw Refusal.invalid("Malformed multipart body.")
        }
    }

    private static func metadata(from reader: inout MultipartReader) throws -> FileMetadata {
        _ = try reader.headers()
        var resource: [UInt8] = []
        try reader.content { resource.append(contentsOf: $0) }
        return try FileMetadata(parsing: resource)
    }

    /// The boundary of `multipart/related; boundary="..."`.
    static func boundary(_ contentType: String?) -> String? {
        for item in contentType?.split(separator: ";").dropFirst() ?? [] {
            let sides = item.split(separator: "=", maxSplits: 1)
            guard sides.count == 2, sides[0].filter({ $0 != " " }).lowercased() == "boundary" else { continue }
            let boundary = String(sides[1].filter { $0 != "\"" && $0 != " " })
            return (1...200).contains(boundary.utf8.count) ? boundary : nil
        }
        return nil
    }
}
