import Glibc

/// One connected stream socket; closed when the last reference goes.
final class Socket: Sendable {
    let descriptor: Int32

    /// Linux's POLLRDHUP, "the peer will send no more"; glibc shows it only to _GNU_SOURCE.
    private static let peerHangUp: Int16 = 0x2000

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// Sends small answers at once and gives up on reads that stay silent for `readTimeout` seconds.
    func configure(readTimeout: Double) {
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        var limit = timeval(tv_sec: Int(readTimeout), tv_usec: Int(readTimeout * 1_000_000) % 1_000_000)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    /// Reads what is there, at least one byte.
    func receive(into buffer: UnsafeMutableRawBufferPointer) throws(HTTPError) -> Int {
        while true {
            let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
            if count > 0 { return count }
            if count == 0 { throw .closed }
            if errno == EINTR { continue }
            throw errno == EAGAIN ? .timedOut : .closed
        }
    }

    /// Sends everything.
    func send(_ bytes: UnsafeRawBufferPointer) throws(HTTPError) {
        var sent = 0
        while sent < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[sent...])
            let count = Glibc.send(descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
            if count > 0 { sent += count } else if errno != EINTR { throw .closed }
        }
    }

    func send(_ bytes: [UInt8]) throws(HTTPError) {
        do {
            try bytes.withUnsafeBytes { try send($0) }
        } catch {
            throw .closed
        }
    }

    /// Waits until the peer or `disconnect` ends the connection, at most `seconds`.
    func waitForHangUp(seconds: Double) {
        var watched = pollfd(fd: descriptor, events: Self.peerHangUp, revents: 0)
        let milliseconds = Int32(clamping: Int((max(0, min(seconds, 86_400)) * 1000).rounded()))
        while poll(&watched, 1, milliseconds) < 0 && errno == EINTR {}
    }

    /// Makes the next close send a reset (RST) in place of an orderly end.
    func resetOnClose() {
        var abort = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &abort, socklen_t(MemoryLayout<linger>.size))
    }

    /// Ends both directions; blocked calls in other threads return.
    func disconnect() {
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    /// Says "no more from here" and swallows what the peer still sends, so that it can read our answer.
    func lingerAndDrain(into buffer: UnsafeMutableRawBufferPointer) {
        shutdown(descriptor, Int32(SHUT_WR))
        while let count = try? receive(into: buffer), count > 0 {}
    }
}
