import Drive

/// How much room there is, in bytes.
package struct Space: Sendable, Equatable {
    package var total: Int64
    package var used: Int64
    package var free: Int64

    package init(total: Int64, used: Int64, free: Int64) {
        self.total = total
        self.used = used
        self.free = free
    }

    /// 0...100, of what can be used.
    package var usedPercent: Double {
        let usable = Double(used) + Double(free)
        return usable > 0 ? min(100, max(0, Double(used) / usable * 100)) : 100
    }

    /// Whether the difference is more than a hundredth of the whole.
    package func differs(from other: Space) -> Bool {
        let step = Double(max(total, other.total)) / 100
        return abs(Double(used) - Double(other.used)) > step || abs(Double(free) - Double(other.free)) > step
    }
}

extension StorageQuota {
    /// Nil without a limit.
    package var space: Space? {
        guard let limit, let free else { return nil }
        return Space(total: limit, used: usage, free: free)
    }
}
