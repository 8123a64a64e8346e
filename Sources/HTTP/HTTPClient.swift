import CCurl
import Glibc
import Pipe

/// Requests over one connection at a time, kept open in between. Every call blocks its thread; a client belongs to one.
///
/// The only file that touches libcurl. The request is driven through a multi handle: its loop is ours, so that a
/// cancellation is seen within a tenth of a second and progress needs no callback. HTTP/1.1, no redirects (a 308 of a
/// resumable upload is none), no total time-out.
package final class HTTPClient {
    /// Takes a piece of a successful answer's body; the head comes with it. False: no more.
    package typealias Receiver = (_ head: HTTPResponse, _ bytes: UnsafeRawBufferPointer) -> Bool

    package var options: Options
    private let multi: UnsafeMutableRawPointer
    private let easy: UnsafeMutableRawPointer
    private let errorText = UnsafeMutableBufferPointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

    /// Done once a process. Writing to a connection that the server has closed must be an error, not a signal: with
    /// `CURLOPT_NOSIGNAL`, which threads need, libcurl leaves that to the program.
    private static let library: CURLcode = {
        signal(SIGPIPE, SIG_IGN)
        return curl_global_init(Int(CURL_GLOBAL_SSL))
    }()

    package init(_ options: Options = Options()) {
        guard Self.library == CURLE_OK, let multi = curl_multi_init(), let easy = curl_easy_init() else {
            preconditionFailure("libcurl cannot be started")
        }
        self.options = options
        self.multi = multi
        self.easy = easy
    }

    deinit {
        curl_easy_cleanup(easy)
        curl_multi_cleanup(multi)
        errorText.deallocate()
    }

    /// Sends the request and waits for the answer, whatever its status.
    /// - Parameters:
    ///   - sent: told, often, how many bytes of the body have left so far.
    ///   - receive: takes the body of a successful answer piece by piece instead of its being collected.
    package func request(
        _ request: HTTPRequest, cancellation: Cancellation, sent: (Int64) -> Void = { _ in },
        receive: Receiver? = nil
    ) throws(HTTPError) -> HTTPResponse {
        guard request.isForTheWeb else { throw .invalidRequest("its address is none of the web") }
        guard !request.hasControlCharacters else { throw .invalidRequest("control characters in its head") }
        let transfer = Transfer(limit: options.bodyLimit, receive: receive) { [easy] in status(of: easy) }
        curl_easy_reset(easy)
        let headers = setHeaders(of: request)
        defer { curl_slist_free_all(headers) }
        setConnection()
        setTarget(of: request)
        setReceiver(transfer)
        let result: Result<CURLcode, HTTPError> = withBody(of: request.body) {
            Result { () throws(HTTPError) in try perform(cancellation, grace: request.grace, sent: sent) }
        }
        let code = try result.get()
        guard code == CURLE_OK else { throw transfer.refusal ?? error(code) }
        var response = transfer.head
        response.body = transfer.body
        return response
    }
}

// Setting up.
extension HTTPClient {
    private func setHeaders(of request: HTTPRequest) -> UnsafeMutablePointer<curl_slist>? {
        var list: UnsafeMutablePointer<curl_slist>?
        // libcurl would wait for "100 Continue" before a large body and name a content type of its own.
        for line in ["Expect:", "Content-Type:"] + request.headers.map({ "\($0.name): \($0.value)" }) {
            if line == "Content-Type:", request.headers.contains(where: { $0.name == "Content-Type" }) { continue }
            list = curl_slist_append(list, line)
        }
        drivepipe_setopt_list(easy, CURLOPT_HTTPHEADER, list)
        return list
    }

    private func setConnection() {
        drivepipe_setopt_pointer(easy, CURLOPT_ERRORBUFFER, errorText.baseAddress)
        errorText.initialize(repeating: 0)
        drivepipe_setopt_long(easy, CURLOPT_NOSIGNAL, 1)
        // A name server that does not answer must not hold up a cancellation: its thread is left to itself.
        drivepipe_setopt_long(easy, CURLOPT_QUICK_EXIT, 1)
        drivepipe_setopt_string(easy, CURLOPT_PROTOCOLS_STR, "http,https")
        drivepipe_setopt_long(easy, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        drivepipe_setopt_long(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        drivepipe_setopt_long(easy, CURLOPT_TCP_KEEPALIVE, 1)
        drivepipe_setopt_string(easy, CURLOPT_USERAGENT, "drivepipe")
        drivepipe_setopt_long(easy, CURLOPT_UPLOAD_BUFFERSIZE, 256 * 1024)
        if let file = options.authorities {
            drivepipe_setopt_string(easy, CURLOPT_CAINFO, file)
            drivepipe_setopt_string(easy, CURLOPT_PROXY_CAINFO, file)
        }
        if let proxy = options.proxy { drivepipe_setopt_string(easy, CURLOPT_PROXY, proxy) }
        drivepipe_setopt_long(easy, CURLOPT_CONNECTTIMEOUT_MS, milliseconds(options.connectTimeout))
        drivepipe_setopt_long(easy, CURLOPT_LOW_SPEED_LIMIT, 1)
        drivepipe_setopt_long(easy, CURLOPT_LOW_SPEED_TIME, max(1, milliseconds(options.stallTimeout) / 1000))
        // Unsent bytes in the kernel would count as sent: on a slow line progress would lie, and the wait for the answer
        // to bytes that are still under way would look like a stall.
        drivepipe_setopt_unsent(easy, 128 * 1024)
    }

    private func setTarget(of request: HTTPRequest) {
        drivepipe_setopt_string(easy, CURLOPT_URL, request.url)
        drivepipe_setopt_string(easy, CURLOPT_CUSTOMREQUEST, request.method)
        if let limit = request.timeLimit {
            drivepipe_setopt_long(easy, CURLOPT_TIMEOUT_MS, max(1, milliseconds(limit)))
        }
    }

    private func setReceiver(_ transfer: Transfer) {
        // The transfer outlives the request: the caller holds it until the answer is there.
        let context = Unmanaged.passUnretained(transfer).toOpaque()
        drivepipe_setopt_pointer(easy, CURLOPT_HEADERDATA, context)
        drivepipe_setopt_write(easy, CURLOPT_HEADERFUNCTION) { data, size, count, context in
            Transfer.at(context)?.takeHeader(UnsafeRawBufferPointer(start: data, count: size * count))
            return size * count
        }
        drivepipe_setopt_pointer(easy, CURLOPT_WRITEDATA, context)
        drivepipe_setopt_write(easy, CURLOPT_WRITEFUNCTION) { data, size, count, context in
            let bytes = UnsafeRawBufferPointer(start: data, count: size * count)
            // Anything but the number of bytes makes libcurl give up.
            return Transfer.at(context)?.takeBody(bytes) == true ? bytes.count : bytes.count &+ 1
        }
    }

    /// The body goes from memory (`POSTFIELDS`), not through a read callback: when a kept connection turns out to be
    /// dead, libcurl can send it once more by itself. It does not copy the bytes, so they are pinned for the call.
    private func withBody<Value>(of body: HTTPRequest.Body, _ perform: () -> Value) -> Value {
        switch body {
        case .none:
            return perform()
        case .bytes(let bytes):
            return bytes.withUnsafeBytes {
                setBody($0)
                return perform()
            }
        case .memory(let bytes):
            setBody(bytes)
            return perform()
        }
    }

    private func setBody(_ bytes: UnsafeRawBufferPointer) {
        drivepipe_setopt_long(easy, CURLOPT_POST, 1)
        drivepipe_setopt_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(bytes.count))
        // A null pointer would mean "ask the read callback"; an empty body needs an address too.
        let address = bytes.isEmpty ? UnsafeRawPointer(errorText.baseAddress) : bytes.baseAddress
        drivepipe_setopt_pointer(easy, CURLOPT_POSTFIELDS, address)
    }

    private func milliseconds(_ seconds: Double) -> Int {
        Int(min(max(seconds, 0), 1e6) * 1000)
    }
}

// Running.
extension HTTPClient {
    private func perform(
        _ cancellation: Cancellation, grace: Double, sent: (Int64) -> Void
    ) throws(HTTPError) -> CURLcode {
        guard !cancellation.isRequested else { throw .cancelled }
        guard curl_multi_add_handle(multi, easy) == CURLM_OK else { throw .invalidRequest("libcurl is busy") }
        defer { curl_multi_remove_handle(multi, easy) }
        var rate: Int64 = 0
        var end: Double?
        while secondsNow() < end ?? .infinity {
            follow(options.rateLimit, &rate)
            var running: Int32 = 0
            guard curl_multi_perform(multi, &running) == CURLM_OK else { throw .connection("libcurl failed") }
            sent(bytesSent)
            if let code = finishedCode() { return code }
            curl_multi_poll(multi, nil, 0, 100, nil)
            if end == nil, cancellation.isRequested { end = secondsNow() + grace }
        }
        throw .cancelled
    }

    /// Between two steps libcurl takes another rate, even in the middle of a request.
    private func follow(_ limit: RateLimit, _ rate: inout Int64) {
        guard limit.bytesPerSecond != rate else { return }
        rate = limit.bytesPerSecond
        drivepipe_setopt_offset(easy, CURLOPT_MAX_SEND_SPEED_LARGE, curl_off_t(rate))
    }

    private func finishedCode() -> CURLcode? {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            if message.pointee.msg == CURLMSG_DONE { return message.pointee.data.result }
        }
        return nil
    }

    private var bytesSent: Int64 {
        var count: curl_off_t = 0
        drivepipe_getinfo_offset(easy, CURLINFO_SIZE_UPLOAD_T, &count)
        return Int64(count)
    }

    private func error(_ code: CURLcode) -> HTTPError {
        let spoken = errorText[0] == 0 ? String(cString: curl_easy_strerror(code)) : text(errorText)
        // libcurl quotes an address that it cannot use.
        let detail = hidingProxy(options.proxy, in: spoken)
        return switch code {
        case CURLE_OPERATION_TIMEDOUT: .timedOut(detail)
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR: .untrusted(detail)
        case CURLE_URL_MALFORMAT: .invalidRequest(detail)
        default: .connection(detail)
        }
    }
}

private func text(_ buffer: UnsafeMutableBufferPointer<CChar>) -> String {
    String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

private func status(of easy: UnsafeMutableRawPointer) -> Int {
    var status = 0
    drivepipe_getinfo_long(easy, CURLINFO_RESPONSE_CODE, &status)
    return status
}
