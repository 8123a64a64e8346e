extension Int64 {
    /// A number of bytes as people read it: `512 bytes`, `1.4 MiB`, `12.0 GiB`.
    package var inUnits: String {
        let units = ["KiB", "MiB", "GiB", "TiB"]
        guard magnitude >= 1024 else { return "\(self) bytes" }
        var value = Double(self) / 1024
        var index = 0
        // From what would be rounded up to a whole of the next one on.
        while value.magnitude >= 1023.95, index + 1 < units.count {
            value /= 1024
            index += 1
        }
        let tenths = Int64((value * 10).rounded())
        return "\(tenths / 10).\((tenths % 10).magnitude) \(units[index])"
    }

    /// The sum, or the nearest number there is.
    func saturatingSum(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other < 0 ? .min : .max) : sum
    }
}
