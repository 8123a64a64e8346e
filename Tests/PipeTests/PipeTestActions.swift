import Pipe

// What the tests do with the two ends, each on a thread of its own as in the program.

func pattern(_ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 131 &+ $0 >> 8) }
}

extension PipeWriter {
    mutating func write(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { try write($0) }
    }
}

func drain(_ reader: inout PipeReader) throws -> [UInt8] {
    var bytes: [UInt8] = []
    while let block = try reader.read() { bytes += block.bytes }
    return bytes
}

func readCount(_ reader: inout PipeReader) throws -> Int? {
    guard let block = try reader.read() else { return nil }
    return block.count
}

func produce(into writer: consuming PipeWriter, _ bytes: [UInt8], writing size: Int = 100) -> Task<Void, any Error> {
    let box = Handover(writer)
    return Task {
        try await Thread.run {
            var writer = box.take()
            for start in stride(from: 0, to: bytes.count, by: size) {
                try writer.write(Array(bytes[start..<min(start + size, bytes.count)]))
            }
            try writer.finish()
        }
    }
}

func consume(from reader: consuming PipeReader) -> Task<[UInt8], any Error> {
    let box = Handover(reader)
    return Task {
        try await Thread.run {
            var reader = box.take()
            return try drain(&reader)
        }
    }
}

func transfer(_ bytes: [UInt8], writing size: Int, blockSize: Int, blockCount: Int) async throws -> [UInt8] {
    let pipe = Pipe(blockCount: blockCount, blockSize: blockSize)
    let writing = produce(into: pipe.makeWriter(), bytes, writing: size)
    let received = try await consume(from: pipe.makeReader()).value
    try await writing.value
    return received
}
