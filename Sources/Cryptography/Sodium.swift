import CSodium

// libsodium, which only this file touches. It has to be started before its first use, once.
private let isReady: Bool = {
    precondition(sodium_init() >= 0, "libsodium cannot start")
    return true
}()

/// Bytes that nobody can foresee.
package func randomBytes(_ count: Int) -> [UInt8] {
    precondition(isReady)
    var bytes = [UInt8](repeating: 0, count: count)
    randombytes_buf(&bytes, count)
    return bytes
}

/// Key material: in memory that is guarded, kept out of core dumps and of swap where the system allows, and zeroed when
/// it is dropped.
package final class SecretBytes: Sendable {
    // Written only before `init` returns.
    fileprivate nonisolated(unsafe) let start: UnsafeMutablePointer<UInt8>
    package let count: Int

    private init(count: Int, from fill: (UnsafeMutablePointer<UInt8>) throws -> Void) rethrows {
        precondition(isReady)
        guard let memory = sodium_malloc(count) else { preconditionFailure("no memory for a key") }
        start = memory.bindMemory(to: UInt8.self, capacity: count)
        self.count = count
        try fill(start)
    }

    /// - Parameters:
    ///   - count: bytes.
    ///   - fill: puts the secret into them.
    package convenience init(count: Int, fill: (UnsafeMutableRawBufferPointer) throws -> Void) rethrows {
        try self.init(count: count, from: { try fill(UnsafeMutableRawBufferPointer(start: $0, count: count)) })
    }

    /// A text's UTF-8 bytes, as they are.
    package convenience init(_ text: String) {
        self.init(count: text.utf8.count) { $0.copyBytes(from: text.utf8) }
    }

    deinit {
        sodium_free(start)
    }

    package func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try body(UnsafeRawBufferPointer(start: start, count: count))
    }

    /// Whether the bytes are the same, in a time that does not tell where they differ.
    package func matches(_ other: [UInt8]) -> Bool {
        count == other.count && sodium_memcmp(start, other, count) == 0
    }
}

// Keys that come from others. 32 bytes each.
extension SecretBytes {
    /// The key of a password, by Argon2id 1.3, on one lane.
    /// - Parameters:
    ///   - salt: 16 bytes.
    ///   - operations: passes over the memory, 1 or more.
    ///   - memory: bytes that are taken for as long as this lasts, 8 KiB or more.
    /// - Throws: `CryptographyError`.
    package convenience init(argon2id password: SecretBytes, salt: [UInt8], operations: UInt64, memory: Int) throws {
        precondition(salt.count == crypto_pwhash_saltbytes(), "a salt of another size")
        guard password.count > 0 else { throw CryptographyError.emptyPassword }
        try self.init(
            count: 32,
            from: { key in
                let status = password.start.withMemoryRebound(to: CChar.self, capacity: password.count) {
                    crypto_pwhash(
                        key, 32, $0, UInt64(password.count), salt, operations, memory,
                        crypto_pwhash_ALG_ARGON2ID13)
                }
                guard status == 0 else { throw CryptographyError.outOfMemory(memory) }
            })
    }

    /// The key that belongs to a salt and a purpose, by keyed BLAKE2b over nothing.
    /// - Parameters:
    ///   - salt: 16 bytes.
    ///   - purpose: BLAKE2b's "personal" parameter, 16 bytes.
    package func derive(salt: [UInt8], purpose: [UInt8]) -> SecretBytes {
        precondition(salt.count == 16 && purpose.count == 16, "a salt or purpose of another size")
        return SecretBytes(
            count: 32,
            from: { key in
                let status = crypto_generichash_blake2b_salt_personal(
                    key, 32, nil, 0, start, count, salt, purpose)
                precondition(status == 0, "libsodium does not provide BLAKE2b")
            })
    }
}

/// The writing end of libsodium's secretstream (XChaCha20-Poly1305): chunks that can be opened only unchanged, in their
/// order, and all of them.
package struct SecretStreamSealer: ~Copyable {
    private let state = StreamState()
    /// What the reader has to know besides the key.
    package let header: [UInt8]

    /// Bytes of a stream's header.
    package static let headerSize = 24
    /// Bytes by which a chunk grows.
    package static let overhead = 17

    /// - Parameter key: 32 bytes, for this stream alone.
    package init(key: SecretBytes) {
        precondition(key.count == 32, "a key of another size")
        var header = [UInt8](repeating: 0, count: Self.headerSize)
        crypto_secretstream_xchacha20poly1305_init_push(state.pointer, &header, key.start)
        self.header = header
    }

    /// A stream with a header that was drawn before, as published examples have it: never twice with one key.
    package init(key: SecretBytes, header: [UInt8]) {
        precondition(key.count == 32 && header.count == Self.headerSize, "a key or header of another size")
        // Both ends begin alike; libsodium's writing end only draws the header first.
        crypto_secretstream_xchacha20poly1305_init_pull(state.pointer, header, key.start)
        self.header = header
    }

    /// Seals a chunk.
    /// - Parameters:
    ///   - isFinal: whether it is the last one.
    ///   - output: room for the chunk and `overhead` more; not the chunk's memory.
    /// - Returns: how many bytes of `output` were filled.
    package mutating func seal(
        _ chunk: UnsafeRawBufferPointer, isFinal: Bool, into output: UnsafeMutableRawBufferPointer
    ) -> Int {
        precondition(output.count >= chunk.count + Self.overhead, "no room for a sealed chunk")
        let tag = isFinal ? crypto_secretstream_xchacha20poly1305_tag_final() : 0
        crypto_secretstream_xchacha20poly1305_push(
            state.pointer, octets(output), nil, octets(chunk), UInt64(chunk.count), nil, 0, UInt8(tag))
        return chunk.count + Self.overhead
    }
}

/// The reading end of libsodium's secretstream.
package struct SecretStreamOpener: ~Copyable {
    private let state = StreamState()

    /// - Parameters:
    ///   - key: 32 bytes.
    ///   - header: 24 bytes.
    package init(key: SecretBytes, header: [UInt8]) {
        precondition(
            key.count == 32 && header.count == SecretStreamSealer.headerSize, "a key or header of another size")
        crypto_secretstream_xchacha20poly1305_init_pull(state.pointer, header, key.start)
    }

    /// Opens a chunk.
    /// - Parameters:
    ///   - sealed: the chunk with its overhead.
    ///   - isFinal: whether it has to be the last one.
    ///   - output: room for the chunk without its overhead; not the sealed one's memory.
    /// - Returns: false, and nothing in `output` to be used, unless it is the next chunk of this stream, unchanged.
    package mutating func open(
        _ sealed: UnsafeRawBufferPointer, isFinal: Bool, into output: UnsafeMutableRawBufferPointer
    ) -> Bool {
        guard sealed.count >= SecretStreamSealer.overhead else { return false }
        precondition(output.count >= sealed.count - SecretStreamSealer.overhead, "no room for a chunk")
        var tag: UInt8 = 0
        let status = crypto_secretstream_xchacha20poly1305_pull(
            state.pointer, octets(output), nil, &tag, octets(sealed), UInt64(sealed.count), nil, 0)
        let wanted = isFinal ? crypto_secretstream_xchacha20poly1305_tag_final() : 0
        return status == 0 && tag == wanted
    }
}

/// A secretstream's running key, zeroed when it is dropped.
private final class StreamState {
    let pointer = UnsafeMutablePointer<crypto_secretstream_xchacha20poly1305_state>.allocate(capacity: 1)

    init() {
        precondition(isReady)
        pointer.initialize(to: crypto_secretstream_xchacha20poly1305_state())
    }

    deinit {
        sodium_memzero(pointer, MemoryLayout<crypto_secretstream_xchacha20poly1305_state>.size)
        pointer.deallocate()
    }
}

private func octets(_ bytes: UnsafeRawBufferPointer) -> UnsafePointer<UInt8>? {
    bytes.bindMemory(to: UInt8.self).baseAddress
}

private func octets(_ bytes: UnsafeMutableRawBufferPointer) -> UnsafeMutablePointer<UInt8>? {
    bytes.bindMemory(to: UInt8.self).baseAddress
}
