import TestSupport

extension String {
    var bytes: [UInt8] { Array(utf8) }
}

/// Bytes that deflate cannot shrink.
func noise(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    var random = SeededRandom(seed: seed)
    let words = (0..<(count + 7) / 8).map { _ in random.next() }
    return words.withUnsafeBytes { Array($0.prefix(count)) }
}

/// Bytes that deflate shrinks to about a third: words in random order.
func prose(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    var random = SeededRandom(seed: seed)
    let words = (0..<400).map { _ in
        (0..<Int.random(in: 3...9, using: &random)).map { _ in UInt8.random(in: 97...122, using: &random) } + [32]
    }
    var text: [UInt8] = []
    text.reserveCapacity(count + 10)
    while text.count < count { text += words[Int.random(in: 0..<400, using: &random)] }
    return Array(text.prefix(count))
}
