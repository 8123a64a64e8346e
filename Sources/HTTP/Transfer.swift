/// What libcurl's callbacks collect of one answer.
final class Transfer {
    private let limit: Int
    private let receive: HTTPClient.Receiver?
    private let status: () -> Int
    private var headers: [String: String] = [:]
    private(set) lazy var head = HTTPResponse(status: status(), headers: headers)
    private(set) var body: [UInt8] = []
    /// Why no more of the body was taken.
    private(set) var refusal: HTTPError?

    /// - Parameters:
    ///   - limit: the most bytes of the body that are kept.
    ///   - receive: takes the body of a successful answer in their place.
    ///   - status: of the answer, asked for when its body begins or it has none.
    init(limit: Int, receive: HTTPClient.Receiver?, status: @escaping () -> Int) {
        self.limit = limit
        self.receive = receive
        self.status = status
    }

    static func at(_ context: UnsafeMutableRawPointer?) -> Transfer? {
        context.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
    }

    func takeHeader(_ line: UnsafeRawBufferPointer) {
        let text = String(decoding: line, as: UTF8.self)
        // A new status line begins a new head: the one before was an interim answer.
        if text.hasPrefix("HTTP/") { headers = [:] }
        guard headers.count < 100, let colon = text.firstIndex(of: ":") else { return }
        let value = text[text.index(after: colon)...].drop(while: \.isWhitespace)
        let end = value.lastIndex { !$0.isWhitespace }.map { value.index(after: $0) } ?? value.startIndex
        headers[text[..<colon].lowercased()] = String(value[..<end])
    }

    func takeBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        if let receive, head.isSuccess {
            if !receive(head, bytes) { refusal = .stopped }
        } else if bytes.count > limit - body.count {
            refusal = .tooLarge(limit: limit)
        } else {
            body.append(contentsOf: bytes)
        }
        return refusal == nil
    }
}
