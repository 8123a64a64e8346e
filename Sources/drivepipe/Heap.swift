import CMalloc

/// What the C library does with memory that is free again.
enum Heap {
    /// Bytes from which on a block is returned to the system as soon as it is free: the buffers of an upload are larger,
    /// almost all else is smaller.
    private static let largeBlock: Int32 = 1 << 20

    /// To be called before there is more than one thread.
    ///
    /// Left alone, glibc takes the first large block that is freed as a sign to keep such blocks from then on, for each
    /// thread's arena anew: an agent would grow by a chunk of the upload with each backup until all arenas have one.
    static func returnFreeMemory() {
        _ = mallopt(M_MMAP_THRESHOLD, largeBlock)
        _ = mallopt(M_ARENA_MAX, 2)
    }
}
