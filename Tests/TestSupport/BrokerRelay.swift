import Dispatch
@preconcurrency import Glibc
import Synchronization

/// A TCP relay before a broker that can do what networks and old brokers do: cut connections, refuse new ones, refuse
/// MQTT 5 in one of the ways seen in the field.
package final class BrokerRelay: Sendable {
    /// How a CONNECT of protocol level 5 is answered.
    package enum Refusal: Sendable, CaseIterable {
        /// As MQTT 5 wants it: CONNACK with reason code 0x84.
        case reasonCode
        /// As a 3.1.1 broker does: its own CONNACK, "unacceptable protocol version".
        case oldReturnCode
        /// Without a word.
        case hangUp

        fileprivate var answer: [UInt8] {
            switch self {
            case .reasonCode: [0x20, 3, 0, 0x84, 0]
            case .oldReturnCode: [0x20, 2, 0, 1]
            case .hangUp: []
            }
        }
    }

    private struct State {
        var isOpen = true
        var delay: useconds_t = 0
        var clients: [Int32] = []
        var brokers: [Int32] = []
    }

    package let port: UInt16
    private let listener: Int32
    private let target: UInt16
    private let refusal: Refusal?
    private let state = Mutex(State())

    package init(to target: UInt16, refusingMQTT5 refusal: Refusal? = nil) throws {
        (listener, port) = try LoopbackSocket.listen()
        self.target = target
        self.refusal = refusal
        let listener = listener
        DispatchQueue(label: "relay").async { [weak self] in
            while case let client = accept(listener, nil, nil), client >= 0 { self?.serve(client) }
            Glibc.close(listener)
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        cut()
    }

    /// Cuts all connections as a failing network does, and lets nobody in until `open`.
    package func cut() {
        state.withLock { state in
            state.isOpen = false
            for socket in state.clients + state.brokers { shutdown(socket, Int32(SHUT_RDWR)) }
        }
    }

    package func open() {
        state.withLock { $0.isOpen = true }
    }

    /// Lets each piece that passes, in either direction, wait for so many milliseconds: a slow line.
    package func delay(milliseconds: Int) {
        state.withLock { $0.delay = useconds_t(clamping: milliseconds * 1_000) }
    }

    /// Sends bytes to all clients, as if the broker had said them.
    package func inject(_ bytes: [UInt8]) {
        state.withLock { state in
            for client in state.clients { _ = send(client, bytes, bytes.count, Int32(MSG_NOSIGNAL)) }
        }
    }

    private func serve(_ client: Int32) {
        // CONNECT: fixed header, remaining length (one or two bytes here), "MQTT" with its length, then the level.
        var start = [UInt8](repeating: 0, count: 9)
        guard state.withLock({ $0.isOpen }), recv(client, &start, 9, Int32(MSG_PEEK | MSG_WAITALL)) == 9
        else {
            close(client)
            return
        }
        let level = start[1] < 0x80 ? start[8] : nextByte(client)
        if let refusal, level == 5 {
            _ = send(client, refusal.answer, refusal.answer.count, Int32(MSG_NOSIGNAL))
            hangUp(on: client)
        } else if let broker = try? LoopbackSocket.connect(port: target) {
            state.withLock { state in
                state.clients.append(client)
                state.brokers.append(broker)
            }
            copy(from: client, to: broker)
            copy(from: broker, to: client)
        } else {
            close(client)
        }
    }

    /// Reads what is left of the CONNECT first: a connection with something unread would be reset, and the client might see
    /// that before it has read the answer.
    private func hangUp(on client: Int32) {
        var rest = [UInt8](repeating: 0, count: 4 << 10)
        _ = recv(client, &rest, rest.count, Int32(MSG_DONTWAIT))
        close(client)
    }

    private func nextByte(_ client: Int32) -> UInt8 {
        var start = [UInt8](repeating: 0, count: 10)
        let count = recv(client, &start, 10, Int32(MSG_PEEK | MSG_WAITALL))
        return count == 10 ? start[9] : 0
    }

    /// Sockets are left open until the process ends: a closed number could be another's when `cut` comes.
    private func copy(from source: Int32, to destination: Int32) {
        DispatchQueue(label: "copy").async { [weak self] in
            var buffer = [UInt8](repeating: 0, count: 64 << 10)
            while case let count = recv(source, &buffer, buffer.count, 0), count > 0 {
                usleep(self?.state.withLock { $0.delay } ?? 0)
                guard send(destination, buffer, count, Int32(MSG_NOSIGNAL)) == count else { break }
            }
            shutdown(source, Int32(SHUT_RDWR))
            shutdown(destination, Int32(SHUT_RDWR))
        }
    }
}
