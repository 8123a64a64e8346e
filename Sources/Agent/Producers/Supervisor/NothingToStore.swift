/// There is nothing that a job could do: no failure, and no backup.
package struct NothingToStore: Error, Equatable, CustomStringConvertible {
    /// A sentence for people.
    package let reason: String

    package init(reason: String) {
        self.reason = reason
    }

    package var description: String { reason }
}
