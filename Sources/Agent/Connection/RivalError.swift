/// Another living agent uses the same names at the broker.
package struct RivalError: Error, Sendable, Hashable {
    /// The names of the other one.
    package let base: String
    package let node: String
    package let host: String

    package var code: String { "instance_exists" }

    /// What the user can do next.
    package var hint: String {
        "End the other one, or give this one a mqtt.node and a mqtt.base_topic of its own."
    }
}

extension RivalError: CustomStringConvertible {
    /// Of what another agent says of itself, only what fits a line of the log.
    package var description: String {
        "Another DrivePipe agent is running with node \(Self.name(node)) and base topic \(Self.name(base)), "
            + "on the machine \(Self.name(host))."
    }

    private static func name(_ text: String) -> String { String(text.printable.prefix(100)) }
}
