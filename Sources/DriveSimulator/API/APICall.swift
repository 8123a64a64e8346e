import HTTPServing

/// One request on its way through the simulated interface.
struct APICall {
    let request: HTTPRequest
    let body: HTTPBody
    let route: Route
    /// Its `Content-Range`, nil when absent or not understood.
    let range: ContentRange?

    var query: [String: String] { request.query }

    /// The mask of a File resource that the request asks for.
    /// - Throws: 400 for an unknown field.
    func fileMask() throws(Refusal) -> FieldMask {
        let mask = try mask(default: .fileDefault)
        if let unknown = mask.unknown(besides: StoredFile.fieldNames) { throw .invalidField(unknown) }
        return mask
    }

    /// The mask that the request asks for.
    /// - Throws: 400 when it is not well formed.
    func mask(default absent: FieldMask) throws(Refusal) -> FieldMask {
        guard let fields = query["fields"], !fields.isEmpty else { return absent }
        guard let mask = FieldMask(fields) else { throw .invalidField(fields) }
        return mask
    }

    /// The File resource in the body.
    func metadata() throws -> FileMetadata {
        try FileMetadata(parsing: body.collect())
    }
}
