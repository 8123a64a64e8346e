/// Something that takes bytes in order: the shape of every stage of the data plane.
package protocol ByteSink: ~Copyable {
    /// Takes all of the bytes, waiting as long as it must. The memory is the caller's again afterwards.
    mutating func write(_ bytes: UnsafeRawBufferPointer) throws
}
