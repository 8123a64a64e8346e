/// Bytes in which nothing repeats, so that a piece in the wrong place is seen.
enum TestData {
    static let bytes: [UInt8] = {
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        return [UInt8](unsafeUninitializedCapacity: 2 << 20) { buffer, count in
            for index in 0..<(buffer.count / 8) {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                UnsafeMutableRawBufferPointer(buffer).storeBytes(of: state, toByteOffset: index * 8, as: UInt64.self)
            }
            count = buffer.count / 8 * 8
        }
    }()
}
