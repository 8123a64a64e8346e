import Archive

/// How much memory the making of a backup may take, stage by stage. Sizes in bytes.
///
/// Two things come on top: the program itself, and 16 MiB for the moment in which a key is derived from a password, which the
/// format wants.
package struct MemoryPlan: Sendable, Equatable {
    /// The most that is sent at a time, and held until the destination has it.
    package var chunk: Int
    /// What waits between the thread that makes the backup and the one that sends it.
    package var pipe: Int
    /// One block of the pipe.
    package var pipeBlock: Int
    /// Compressed data of a member that is held back before its size is promised: a smaller member has its exact size.
    package var lookAhead: Int
    /// What a thread compresses at a time: a multiple of 65,535, the most that a stored deflate block holds.
    package var deflateBlock: Int

    /// Threads that compress, unless somebody asks for more: each takes a megabyte.
    package var mostThreads = 4
    /// The strongest level that a thread may turn to: from ten on libdeflate takes 9 MB for each.
    package var strongestLevel = PackingLevels.strongest

    /// Where every megabyte counts. Short blocks compress a little worse, and more of the sizes are estimated.
    package static let small = MemoryPlan(
        chunk: 1 << 20, pipe: 1 << 20, pipeBlock: 128 << 10, lookAhead: 1 << 20,
        deflateBlock: BlockPacker.blockSize / 2, mostThreads: 2, strongestLevel: 7)

    /// What a small computer spares, and little is gained beyond.
    package static let `default` = MemoryPlan(
        chunk: 8 << 20, pipe: 8 << 20, pipeBlock: 256 << 10, lookAhead: 8 << 20, deflateBlock: BlockPacker.blockSize)

    /// Where there is plenty: pauses of the line hold nobody up, and long blocks compress a little better.
    package static let large = MemoryPlan(
        chunk: 64 << 20, pipe: 32 << 20, pipeBlock: 256 << 10, lookAhead: 32 << 20,
        deflateBlock: 2 * BlockPacker.blockSize, mostThreads: 64)
}
