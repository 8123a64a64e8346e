/// How one block of a tar is packed.
package enum Packing: Sendable, Equatable {
    /// As it is, in stored deflate blocks.
    case stored
    /// 1 (fast) to 9 (small).
    case deflated(level: Int32)
}
