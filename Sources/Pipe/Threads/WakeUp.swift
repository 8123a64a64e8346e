import Glibc

/// Ends a `poll(2)` of another thread when a request to stop comes: a descriptor that becomes readable then, and stays so.
final class WakeUp: Sendable {
    /// Both ends of a pair of sockets that nobody else knows.
    private let number: Int32
    private let bell: Int32

    /// - Throws: `SystemError` when there are no more descriptors.
    init(_ cancellation: Cancellation) throws(SystemError) {
        var ends: [Int32] = [-1, -1]
        let kind = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
        guard socketpair(AF_UNIX, Int32(kind), 0, &ends) == 0 else { throw .last }
        (number, bell) = (ends[0], ends[1])
        cancellation.onRequest { [weak self] in self?.ring() }
    }

    deinit {
        close(number)
        close(bell)
    }

    /// Ends the waits of now and from now on, as the request to stop does.
    func ring() {
        var stroke: UInt8 = 1
        _ = Glibc.write(bell, &stroke, 1)
    }

    /// Waits until the descriptor has something to say, or until the request to stop.
    /// - Returns: what `poll(2)` says of it; 0 when the time is over.
    /// - Throws: `CancellationRequested`, `SystemError`.
    func wait(for descriptor: Int32, events: Int32 = POLLIN, seconds: Double) throws -> Int32 {
        let deadline = secondsNow() + seconds
        while true {
            var both = [
                pollfd(fd: descriptor, events: Int16(events), revents: 0),
                pollfd(fd: number, events: Int16(POLLIN), revents: 0),
            ]
            let left = min(max(deadline - secondsNow(), 0), 1e6)
            let ready = poll(&both, 2, Int32((left * 1_000).rounded(.up)))
            if ready < 0 {
                guard errno == EINTR else { throw SystemError.last }
                continue
            }
            if both[1].revents != 0 { throw CancellationRequested() }
            if ready > 0 || left == 0 { return Int32(both[0].revents) }
        }
    }
}
