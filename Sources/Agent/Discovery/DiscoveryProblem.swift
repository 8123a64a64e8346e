/// A component file that was left out, so that the others could be announced.
package struct DiscoveryProblem: Sendable, Hashable, CustomStringConvertible {
    /// Name of the file in the discovery folder.
    package let file: String
    package let reason: String

    /// Of the component that it should have been.
    var id: String { String(file.dropLast(".json".count)) }

    package var description: String { "discovery/\(file) is left out: \(reason)" }
}
