/// Why bytes were not taken as a YAML document of ours.
package struct YAMLError: Error, Hashable {
    /// A clause without capital and full stop.
    package let message: String
    package let mark: YAMLNode.Mark
    package var hint: String?
}
