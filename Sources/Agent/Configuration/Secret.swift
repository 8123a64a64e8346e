/// A password or the like. It prints as `***`, in a log, an error or a dump alike.
package struct Secret: Sendable, Hashable {
    /// The secret itself: for the one place which hands it on.
    package let value: String

    package init(_ value: String) { self.value = value }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "***" }
    package var debugDescription: String { "***" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
