/// What is expected to come through a named pipe.
package struct PipeOrder: Sendable, Equatable {
    /// Of the pipe: one component of a path, made of letters, digits, `_`, `-` and inner dots.
    package var name: String
    /// Whether it goes into a backup of Home Assistant that is made then, instead of being stored by itself.
    package var isMember = false
    /// Without frames the end of the file counts as success, whatever it was that ended the writer.
    package var isFramed = true
    /// Of the file that is stored, or that is restored from the backup it went into, without a dot in front; nil: `tar`.
    package var fileExtension: String?

    var storedExtension: String { fileExtension ?? "tar" }
}
