/// An error that people and machines can do something with. Its description says what happened and what to do next.
package protocol ExplainedError: Error, CustomStringConvertible {
    /// Stable, in snake case.
    var code: String { get }
}
