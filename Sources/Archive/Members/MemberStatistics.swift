/// What became of one member of the backup.
package struct MemberStatistics: Sendable, Equatable {
    package let name: String
    /// Bytes of the inner tar that went in.
    package let tarBytes: Int64
    /// Bytes that the member has, filler included, before encryption adds to them.
    package let reservedBytes: Int64
    /// What the member was expected to need; equal to what it needed where it was measured instead.
    package let estimatedBytes: Int64
    /// Zeros in stored blocks and their headers, which only fill the reservation.
    package let fillerBytes: Int64
    /// What its content takes: what the estimate was to tell.
    package var packedBytes: Int64 { reservedBytes - fillerBytes }
    /// An earlier copy overran its reservation and this one takes its place.
    package var supersedes = false

    package init(
        name: String, tarBytes: Int64, reservedBytes: Int64, estimatedBytes: Int64, fillerBytes: Int64
    ) {
        self.name = name
        self.tarBytes = tarBytes
        self.reservedBytes = reservedBytes
        self.estimatedBytes = estimatedBytes
        self.fillerBytes = fillerBytes
    }
}
