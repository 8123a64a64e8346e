/// A component file that was left out, so that the others could be announced.
package struct DiscoveryProblem: Sendable, Hashable, CustomStringConvertible {
    /// Name of the file in the discovery folder.
    package let file: String
    package let reason: String

    package var description: String { "discovery/\(file) is left out: \(reason)" }
}
