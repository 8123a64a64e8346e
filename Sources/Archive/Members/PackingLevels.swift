/// The levels that a member is packed at: the one asked for, and one that saves where that takes too much.
package struct PackingLevels: Sendable, Equatable {
    package let base: Int32
    package let strong: Int32

    /// libdeflate looks for the best parse: two to three bytes in a hundred less, for five times the time and 9 MB a thread.
    /// Eight and nine take as long for half of it, seven saves half a byte in a hundred for half as much time again.
    package static let strongest: Int32 = 10

    /// - Parameters:
    ///   - base: 1 (fast) to 9 (small).
    ///   - strongest: what there is memory for. Who asks for a fast level is not given a slow one: six saves much already.
    package init(base: Int32, strongest: Int32 = strongest) {
        self.base = base
        strong = max(base, base < 5 ? 6 : strongest)
    }
}
