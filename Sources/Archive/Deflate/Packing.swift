/// How one block of a tar is packed.
package enum Packing: Sendable, Equatable {
    /// As it is, in stored deflate blocks.
    case stored
    /// 1 (fast) to 9 (small).
    case deflated(level: Int32)
}

extension Packing {
    /// Whether libdeflate takes 9 MB for it, in place of less than one.
    var isDemanding: Bool {
        if case .deflated(let level) = self { level >= 10 } else { false }
    }
}
