import Pipe

/// A sink that keeps everything.
package final class ByteCollector: ByteSink {
    package private(set) var bytes: [UInt8] = []
    private let onWrite: (Int) -> Void

    /// - Parameter onWrite: called after each write with how many bytes there are.
    package init(onWrite: @escaping (Int) -> Void = { _ in }) {
        self.onWrite = onWrite
    }

    package func write(_ bytes: UnsafeRawBufferPointer) {
        self.bytes += bytes
        onWrite(self.bytes.count)
    }
}

extension ByteSink where Self: AnyObject {
    package func write(_ bytes: some Sequence<UInt8>) throws {
        var sink = self
        try Array(bytes).withUnsafeBytes { try sink.write($0) }
    }
}
